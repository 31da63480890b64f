"""What every page must be: without accessibility findings, no wider than the window, and quiet."""

from playwright.sync_api import Page

# The standards that the law asks for (EN 301 549: WCAG 2.1 A and AA), and axe's own good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def findings(page: Page, axe: str) -> list[str]:
    """What axe finds on the page, one line each. The page's policy forbids scripts, so axe enters by the debugger's door."""
    page.evaluate(axe + "; undefined")
    found = page.evaluate(
        "(rules) => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')))",
        RULES,
    )
    return [str(one) for one in found]


def too_wide(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 where it fits."""
    return int(page.evaluate("() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"))

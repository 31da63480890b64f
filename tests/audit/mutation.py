"""Whether the tests notice: small faults are planted in rules that must not be wrong, one at a time, in a copy of the tree."""

import ast
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# What is mutated, and the tests that should notice.
RULES = {
    "core/codes.py": ["tests/core/test_codes.py"],
    "core/people/guessing.py": ["tests/core/dialogue/test_status.py", "tests/core/dialogue/test_hand_over.py"],
    "core/requests/duedate.py": ["tests/core/requests/test_duedate.py"],
    "core/messages/alphabet.py": ["tests/core/messages/test_alphabet.py"],
    "core/requests/moves.py": ["tests/core/requests/test_actions.py"],
}
A_FILE = 5
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


class Planter(ast.NodeTransformer):
    """Plants the fault number `wanted`; counts all that could be planted."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.count, self.where = wanted, 0, ""

    def _here(self, node: ast.AST, what: str) -> bool:
        self.count += 1
        if self.count - 1 != self.wanted:
            return False
        self.where = f"line {getattr(node, 'lineno', 0)}: {what}"
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        swap = SWAPS.get(type(node.ops[0]))
        if swap is not None and self._here(node, f"{type(node.ops[0]).__name__} becomes {swap.__name__}"):
            node.ops[0] = swap()
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Sub)) and self._here(node, "plus and minus change places"):
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if type(node.value) is int and self._here(node, f"{node.value} becomes {node.value + 1}"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node


def run() -> list[str]:
    """The planted faults that no test noticed."""
    chance, unnoticed, planted = random.Random(11), [], 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "var", "node_modules", "__pycache__"))
        for name, tests in RULES.items():
            source = (copy / name).read_text(encoding="utf-8")
            counter = Planter(-1)
            counter.visit(ast.parse(source))
            for wanted in sorted(chance.sample(range(counter.count), min(A_FILE, counter.count))):
                planter = Planter(wanted)
                (copy / name).write_text(ast.unparse(planter.visit(ast.parse(source))), encoding="utf-8")
                planted += 1
                if _green(copy, [one for one in tests if (copy / one).exists()]):
                    unnoticed.append(f"{name} {planter.where}")
            (copy / name).write_text(source, encoding="utf-8")
    print(f"mutation: {planted} faults planted, {len(unnoticed)} unnoticed")
    return unnoticed


def _green(tree: Path, tests: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", "-k", "not postgresql", *tests]
    try:
        return subprocess.run(command, cwd=tree, capture_output=True, timeout=240, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False

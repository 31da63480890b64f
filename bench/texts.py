"""What citizens text: a scripted report of a street light, signed as the provider signs."""

import itertools
import secrets
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bench.load import Script
from bench.servers import HOST

PATH = "/sms/twilio"
ACCOUNT = "AC" + "0" * 32

# From the first words to the receipt: the service, the place, what is wrong, the pole, no photo, be told by text, send.
REPORT = ("Καμένη λάμπα", "Ασκληπιού 12", "1", "4512", "-", "1", "ΟΚ")
# How many of them an unfinished conversation has sent.
UNFINISHED = 3


class Texting:
    """Makes conversations with one number of a town, each from a number that was never used before."""

    def __init__(self, port: int, to: str, token: str) -> None:
        self._to, self._port, self._validator = to, port, RequestValidator(token)
        self._callers = itertools.count(306910000000)

    def conversations(self, count: int, turns: int = len(REPORT)) -> list[Script]:
        return [self._conversation(f"+{next(self._callers)}", turns) for _ in range(count)]

    def _conversation(self, caller: str, turns: int) -> Script:
        return [self._text(caller, words) for words in REPORT[:turns]]

    def _text(self, caller: str, words: str) -> bytes:
        """One request with the fields that the provider really sends."""
        message = "SM" + secrets.token_hex(16)
        fields = {
            "ToCountry": "GR", "ToState": "", "SmsMessageSid": message, "NumMedia": "0", "ToCity": "", "FromZip": "",
            "SmsSid": message, "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": words,
            "FromCountry": "GR", "To": self._to, "ToZip": "", "NumSegments": "1", "MessageSid": message,
            "AccountSid": ACCOUNT, "From": caller, "ApiVersion": "2010-04-01",
        }  # fmt: skip
        address = f"http://{HOST}:{self._port}{PATH}"
        body = urlencode(fields).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nUser-Agent: TwilioProxy/1.1\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"X-Twilio-Signature: {self._validator.compute_signature(address, fields)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

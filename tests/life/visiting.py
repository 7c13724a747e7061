"""A person at a browser, without the browser: a session with cookies that fills in forms."""
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')


class Stay(urllib.request.HTTPRedirectHandler):
    """The address we are sent to is the answer; going there is another question."""

    def redirect_request(self, *_):
        return None


class Visitor:
    def __init__(self, address: str):
        self.address = address
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay).open

    def see(self, path: str) -> str:
        with self._open(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def send(self, path: str, **fields: str) -> int:
        """The status of the answer; the token comes from the page that holds the form."""
        try:
            token = TOKEN.search(self.see(path)).group(1)
            body = urllib.parse.urlencode({"_csrf": token, **fields}).encode()
            with self._open(self.address + path, body, timeout=60) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code

    def login(self, name: str) -> None:
        assert self.send("/login", login=name) in (302, 303)

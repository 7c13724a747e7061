"""Mail into a file, for development: an mbox that any mail program opens."""
import mailbox
from email.message import EmailMessage
from pathlib import Path

from engine.notices import Letter


class MailFile:
    """A door that appends to an mbox. People without an address get nothing by mail."""

    def __init__(self, path: Path, sender: str = "aanzet@localhost"):
        self.path, self.sender = path, sender

    def send(self, letter: Letter) -> None:
        if not letter.address:
            return
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, letter.address, letter.subject
        message["Date"] = letter.at
        message["Message-ID"] = f"<notice-{letter.id}@aanzet.localhost>"
        message.set_content(letter.body)
        filed = mailbox.mboxMessage(message)
        filed.set_from(self.sender, letter.at.timetuple())
        box = mailbox.mbox(self.path)
        box.lock()
        try:
            box.add(filed)
            box.flush()
        finally:
            box.unlock()
            box.close()

"""Forms in form-js JSON: read, checked, and worked out for a page. Pure, on FEEL."""
from engine.forms.checking import Checked, check, defaults
from engine.forms.model import Form, Personal
from engine.forms.naming import names_used
from engine.forms.reading import examine, read
from engine.forms.showing import Shown, posted, shown
from engine.forms.templates import Words
from engine.forms.translating import VALUES, called, is_readable, text_paths, translated

__all__ = ["VALUES", "Checked", "Form", "Personal", "Shown", "Words", "called", "check", "defaults", "examine", "is_readable", "names_used", "posted", "read", "shown",
           "text_paths", "translated"]

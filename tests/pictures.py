"""`make pictures`: every diagram of the library as its editor would draw it, into a folder that git ignores."""
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.servers import browser as chromium

PROJECT = Path(__file__).parents[1]
DIST = PROJECT / "webui" / "node_modules" / "bpmn-js" / "dist"
MARGIN = 20                 # pixels of paper around a diagram
LARGEST = 16_000            # pixels; beyond this Chromium draws nothing
PAPER = "<style>body { margin: 0; background: #fff } #drawing { width: 100vw; height: 100vh }</style><div id='drawing'></div>"
DRAW = """async xml => {
  window.drawing = new BpmnJS({ container: "#drawing" });
  const { warnings } = await drawing.importXML(xml);
  return { warnings: warnings.map(w => w.message), box: drawing.get("canvas").viewbox().inner };
}"""
FIT = """box => {
  const canvas = drawing.get("canvas");
  canvas.resized();
  canvas.viewbox(box);
}"""


def draw(page: Page, xml: str) -> list[str]:
    """Show the whole diagram at its own size. Returns what bpmn-js had to say about it."""
    page.set_content(PAPER)
    page.add_style_tag(path=DIST / "assets" / "diagram-js.css")
    page.add_script_tag(path=DIST / "bpmn-navigated-viewer.production.min.js")
    drawn = page.evaluate(DRAW, xml)
    box = {"x": drawn["box"]["x"] - MARGIN, "y": drawn["box"]["y"] - MARGIN,
           "width": drawn["box"]["width"] + 2 * MARGIN, "height": drawn["box"]["height"] + 2 * MARGIN}
    page.set_viewport_size({side: min(int(box[side]), LARGEST) for side in ("width", "height")})
    page.evaluate(FIT, box)
    return drawn["warnings"]


def diagrams(folder: Path) -> int:
    """A PNG for each BPMN file of the library. Returns how many could not be drawn without a warning."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.binary()), args=chromium.arguments())
        page = browser.new_page()
        for file in sorted((PROJECT / "processes").glob("*/*.bpmn")):
            warnings = draw(page, file.read_text("utf-8"))
            page.screenshot(path=folder / f"{file.stem}.png")
            print(f"{folder.name}/{file.stem}.png", *warnings, sep="\n  ")
            wrong += bool(warnings)
        browser.close()
    return wrong


if __name__ == "__main__":
    sys.exit(1 if diagrams(Path(sys.argv[1] if len(sys.argv) > 1 else "pictures").resolve()) else 0)

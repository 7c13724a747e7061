"""Where the shapes and lines of a diagram lie, read from its BPMN DI."""
from dataclasses import dataclass
from pathlib import Path

from engine.xml import parse

DI = {"di": "http://www.omg.org/spec/BPMN/20100524/DI", "dc": "http://www.omg.org/spec/DD/20100524/DC",
      "line": "http://www.omg.org/spec/DD/20100524/DI"}


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        return (self.x < other.x + other.width and other.x < self.x + self.width
                and self.y < other.y + other.height and other.y < self.y + self.height)

    def holds(self, other: "Box") -> bool:
        return (self.x <= other.x and self.y <= other.y and other.x + other.width <= self.x + self.width
                and other.y + other.height <= self.y + self.height)


@dataclass(frozen=True)
class Drawing:
    """`shapes`: element -> box. `labels`: element or flow -> box of its name. `lines`: flow -> its points."""

    shapes: dict[str, Box]
    labels: dict[str, Box]
    lines: dict[str, list[tuple[float, float]]]

    def stretches(self, flow: str) -> list[Box]:
        """The straight pieces of a flow, as boxes one unit wide."""
        points = self.lines[flow]
        return [Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]) or 1, abs(a[1] - b[1]) or 1)
                for a, b in zip(points, points[1:], strict=False)]


def drawing_of(file: Path) -> Drawing:
    root = parse(file.read_bytes(), file.name)
    shapes = {shape.get("bpmnElement"): _box(shape.find("dc:Bounds", DI)) for shape in root.iterfind(".//di:BPMNShape", DI)}
    named = [*root.iterfind(".//di:BPMNShape", DI), *root.iterfind(".//di:BPMNEdge", DI)]
    labels = {one.get("bpmnElement"): _box(bounds) for one in named
              if (bounds := one.find("di:BPMNLabel/dc:Bounds", DI)) is not None}
    lines = {edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.iterfind("line:waypoint", DI)]
             for edge in root.iterfind(".//di:BPMNEdge", DI)}
    return Drawing(shapes, labels, lines)


def _box(bounds) -> Box:
    return Box(*(float(bounds.get(name)) for name in ("x", "y", "width", "height")))

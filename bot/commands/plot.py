"""A calibration plot as SVG: how often answers of a confidence are right, and the curve of right against wrong."""

from collections.abc import Sequence

_SIZE, _EDGE = 360, 40
_BINS = 10


def calibration(points: Sequence[tuple[float, bool]]) -> str:
    """`points` are (confidence in 0..1, was it right) of answered questions. Dots are tenths of the confidence, sized by how
    many answers they hold; on the dashed line confidence and share of right answers agree."""
    shapes = [_line(0, 0, 1, 1, 'stroke="#999" stroke-dasharray="4"'), *_axes()]
    for low in range(_BINS):
        inside = [p for p in points if low / _BINS <= p[0] < (low + 1) / _BINS or (low == _BINS - 1 and p[0] == 1)]
        if inside:
            said = sum(confidence for confidence, _ in inside) / len(inside)
            held = sum(right for _, right in inside) / len(inside)
            radius = 3 + 12 * (len(inside) / len(points)) ** 0.5
            title = f"<title>{len(inside)} answers: confidence {said:.2f}, right {held:.2f}</title>"
            x, y = _at(said, held)
            shapes.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f6fb2" opacity="0.7">{title}</circle>'
            )
    body = "\n".join(shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" font-family="sans-serif" font-size="11">\n{body}\n</svg>\n'


def _at(x: float, y: float) -> tuple[float, float]:
    span = _SIZE - 2 * _EDGE
    return _EDGE + x * span, _SIZE - _EDGE - y * span


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    (a, b), (c, d) = _at(x1, y1), _at(x2, y2)
    return f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}" {style}/>'


def _axes() -> list[str]:
    ink = 'stroke="#333"'
    labels = [f'<text x="{_at(v, 0)[0] - 8}" y="{_SIZE - _EDGE + 16}">{v:.1f}</text>' for v in (0.0, 0.5, 1.0)]
    labels += [f'<text x="{_EDGE - 26}" y="{_at(0, v)[1] + 4}">{v:.1f}</text>' for v in (0.0, 0.5, 1.0)]
    names = [
        f'<text x="{_SIZE / 2}" y="{_SIZE - 6}" text-anchor="middle">confidence</text>',
        f'<text x="{_SIZE / 2}" y="20" text-anchor="middle">share of right answers</text>',
    ]
    return [_line(0, 0, 1, 0, ink), _line(0, 0, 0, 1, ink), *labels, *names]

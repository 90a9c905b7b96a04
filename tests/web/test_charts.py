"""Charts: names apart, values within the picture."""

from itertools import pairwise
from xml.etree import ElementTree as ET

from django.template.loader import render_to_string

from scoreboard.web import charts


def test_a_chart_keeps_names_apart_and_values_in_the_picture():
    lines = [(f"Borussia Mönchengladbach {number}", [0, 30 - number]) for number in range(8)]
    chart = charts.draw_lines(lines, marks=["0", "1"])
    heights = [float(line["y"]) for line in chart["named"]]
    assert all(low - high >= charts.APART for high, low in pairwise(heights))
    assert (len(chart["named"]), len(chart["others"])) == (charts.NAMED, 3)
    assert {line["short"] for line in chart["named"]} == {"Borussia Mön…"}
    svg = render_to_string("parts/lines.html", {"chart": chart, "label": "A & B led"})
    drawn = ET.fromstring(svg)  # well-formed, and every point within the plot
    points = [point for line in drawn.iter("polyline") for point in line.get("points").split()]
    for point in points:
        across, down = map(float, point.split(","))
        assert 0 <= across <= 100
        assert 0 < down <= charts.HEIGHT
    assert "style=" not in svg


def test_deducted_points_below_zero_are_drawn_too():
    chart = charts.draw_lines([("A", [0, -9, -6, -3]), ("B", [0, 3, 6, 9])], marks=list("0123"))
    assert [line["value"] for line in chart["grid"]] == [-5, 0, 5]
    flat = charts.draw_lines([("A", [0, 0])], marks=["0", "1"])
    assert [line["value"] for line in flat["grid"]] == [0, 1]
    assert charts.scale(0, 0) == "0"

"""Pictures as values: a chart is built without reading or writing anything, and carries its own words and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from impact.text.safe_text import drop_unsafe

Chart: TypeAlias = (
    alt.Chart
    | alt.LayerChart
    | alt.ConcatChart
    | alt.HConcatChart
    | alt.VConcatChart
    | alt.FacetChart
    | alt.RepeatChart
)
Spec: TypeAlias = dict[str, Any]
Datasets: TypeAlias = Mapping[str, Sequence[Spec]]


@dataclass(frozen=True)
class Figure:
    """A picture: the Vega-Lite spec of the chart it is made with, the same told in words (`alt`), and its numbers.

    The chart becomes a spec once, here, so that a figure can be kept and drawn again at no cost. A chart that was
    already a spec is taken as it is; `datasets` fills in the data its layers name.
    `table` holds numbers as numbers and text as the reader's words.
    """

    chart: InitVar[Chart | Spec]
    alt: str
    table: pd.DataFrame = field(compare=False)
    datasets: InitVar[Datasets | None] = None
    spec: Spec = field(init=False)

    def __post_init__(self, chart: Chart | Spec, datasets: Datasets | None) -> None:
        spec = dict(chart) if isinstance(chart, dict) else chart.to_dict()
        object.__setattr__(self, "alt", drop_unsafe(self.alt))
        object.__setattr__(self, "spec", spec | {"datasets": dict(datasets)} if datasets else spec)


def inline_datasets(spec: Spec) -> Spec:
    """The spec with its rows in the layers that draw them: a page sends short lists faster as text than as tables."""
    datasets = spec.get("datasets", {})
    if not all("name" in layer.get("data", {}) for layer in spec.get("layer", [{}])):
        return spec
    layers = [layer | {"data": {"values": datasets[layer["data"]["name"]]}} for layer in spec["layer"]]
    return {key: value for key, value in spec.items() if key != "datasets"} | {"layer": layers}

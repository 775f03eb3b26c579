"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const colours = ["#0969da", "#bc4c00", "#8250df", "#1a7f37", "#bf3989", "#6e7781"];
  const plots = [];
  const byId = (id) => document.getElementById(id);

  // Grey where nothing was watched, in every plot.
  const gaps = {
    hooks: {
      drawClear: (u) => {
        const c = u.ctx;
        c.save();
        for (const gap of data.gaps) {
          const from = u.valToPos(Math.max(gap.from, u.scales.x.min), "x", true);
          const to = u.valToPos(Math.min(gap.to, u.scales.x.max), "x", true);
          if (to >= from) {
            c.fillStyle = gap.kind === "blind" || gap.kind === "paused" ? "#f6e3a1" : "#dde2e7";
            c.fillRect(from, u.bbox.top, Math.max(2, to - from), u.bbox.height);
          }
        }
        c.restore();
      },
    },
  };

  const iso = (u, values) =>
    values.map((v) => {
      const text = new Date(v * 1000).toISOString();
      return u.scales.x.max - u.scales.x.min > 172800 ? text.slice(5, 10) : text.slice(11, 16);
    });

  function size(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let at = 0;
    while (value >= 1024 && at < units.length - 1) {
      value /= 1024;
      at++;
    }
    return (at && value < 10 ? value.toFixed(1) : Math.round(value)) + " " + units[at];
  }

  function span(seconds) {
    if (seconds < 120) return Math.round(seconds) + "s";
    if (seconds < 7200) return Math.round(seconds / 60) + "m";
    return Math.round(seconds / 360) / 10 + "h";
  }

  function range(u, min, max) {
    return [0, max > 0 ? max * 1.1 : 1];
  }

  // One moment alone has no extent to be drawn in.
  function extent(u, min, max) {
    const times = u.data[0];
    const last = times[times.length - 1];
    return times[0] === last ? [last - 60, last + 60] : [min, max];
  }

  function plot(id, series, columns, axis) {
    const place = byId(id);
    if (!columns.slice(1).some((column) => column.some((value) => value))) {
      place.textContent = "Nothing of this in this time.";
      place.className = "none";
      return;
    }
    const options = {
      width: place.clientWidth || 800,
      height: 220,
      plugins: [gaps],
      cursor: { y: false, drag: { x: true, y: false } },
      scales: { x: { time: true, range: extent }, y: { range: range }, n: { range: range } },
      axes: [{ values: iso, space: 80 }, Object.assign({ size: 70, space: 40 }, axis)].concat(
        series.some((s) => s.scale === "n")
          ? [{ scale: "n", side: 1, grid: { show: false }, size: 50, space: 40 }]
          : []),
      series: [{ value: (u, v) => (v == null ? "" : new Date(v * 1000).toISOString()) }].concat(series),
    };
    plots.push({ place: place, plot: new uPlot(options, columns, place) });
  }

  function locks() {
    const count = {};
    for (const p of data.locks) count[p.owner] = (count[p.owner] || 0) + 1;
    const owners = Object.keys(count).sort((a, b) => count[b] - count[a]);
    const shown = owners.slice(0, colours.length - 1);
    const names = owners.length > shown.length ? shown.concat("others") : shown;
    const points = data.locks.slice().sort((a, b) => a.t - b.t);
    const columns = [points.map((p) => p.t)];
    for (const name of names) {
      columns.push(
        points.map((p) => (p.owner === name || (name === "others" && !shown.includes(p.owner)) ? p.s : null)));
    }
    columns.push(points.map((p) => p.limit));
    const value = (u, v) => (v == null ? "" : span(v));
    const series = names.map((name, i) => ({
      label: name,
      stroke: colours[i],
      paths: () => null,
      points: { show: true, size: 6, fill: colours[i] },
      value: value,
    }));
    series.push({ label: "limit", stroke: "#b42318", paths: () => null, points: { show: true, size: 5, fill: "#fff" }, value: value });
    plot("plot-locks", series, columns, { values: (u, values) => values.map(span) });
  }

  function activity() {
    const bars = uPlot.paths.bars({ size: [0.9, 40] });
    plot(
      "plot-activity",
      [
        { label: "bytes", stroke: "#0969da", fill: "#b6d7ff", paths: bars, points: { show: false }, value: (u, v) => (v == null ? "" : size(v)) },
        { label: "acts", scale: "n", stroke: "#bc4c00", width: 1.5, points: { show: false } },
      ],
      [data.activity.map((b) => b.t), data.activity.map((b) => b.bytes), data.activity.map((b) => b.acts)],
      { values: (u, values) => values.map(size) });
  }

  function quarantine() {
    plot(
      "plot-quarantine",
      [{ label: "items", stroke: "#8250df", fill: "#efe6ff", paths: uPlot.paths.stepped({ align: 1 }), points: { show: data.quarantine.length < 60 } }],
      [data.quarantine.map((q) => q.t), data.quarantine.map((q) => q.items)],
      {});
  }

  function filters() {
    const form = byId("filters");
    if (!form) return;
    const rows = [...byId("events").tBodies[0].rows].map((row) => ({ row: row, text: row.textContent.toLowerCase() }));
    const levels = { debug: 0, info: 1, warn: 2, error: 3 };
    function apply() {
      const text = byId("filter-text").value.toLowerCase();
      const action = byId("filter-action").value;
      const level = Number(byId("filter-level").value);
      const alerts = byId("filter-alerts").checked;
      let shown = 0;
      for (const each of rows) {
        const own = each.row.dataset;
        const wanted =
          (!text || each.text.includes(text)) &&
          (!action || own.action === action) &&
          (levels[own.level] ?? 3) >= level &&
          (!alerts || own.kind === "alert");
        each.row.hidden = !wanted;
        if (wanted) shown++;
      }
      byId("filter-count").textContent = shown + " of " + rows.length;
    }
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  }

  function resize(width) {
    for (const each of plots) each.plot.setSize({ width: width || each.place.clientWidth, height: 220 });
  }

  if (byId("plots")) {
    byId("plots").hidden = false;
    locks();
    activity();
    quarantine();
    window.addEventListener("resize", () => resize());
    window.addEventListener("beforeprint", () => resize(690));
    window.addEventListener("afterprint", () => resize());
  }
  filters();
})();

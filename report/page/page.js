(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("hasjs");
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  });
  var data = document.getElementById("data"), figure = document.querySelector("figure.run");
  if (!data || !figure) return;
  var d = JSON.parse(data.textContent), from = 0, to = d.total;
  var panels = [].slice.call(figure.querySelectorAll("svg.p"));
  var slider = document.getElementById("sc"), out = document.getElementById("ro"), dot = document.querySelector(".map .dot");
  var buttons = [].slice.call(figure.querySelectorAll("button[data-a]")), hint = out.textContent, times = figure.querySelector(".times");
  var start = null;

  function percent(t) { return (t - from) / (to - from) * 100; }
  function hm(s) { var n = Math.round(s / 60); return Math.floor(n / 60) + ":" + ("0" + n % 60).slice(-2); }
  function svg(name, attrs) {
    var e = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attrs).forEach(function (k) { e.setAttribute(k, attrs[k]); });
    return e;
  }

  function clear() {
    figure.classList.remove("on");
    if (dot) dot.style.visibility = "hidden";
    out.textContent = hint;
  }

  function labelTimes() {
    var steps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400], step = steps[0];
    for (var i = 0; i < steps.length && (to - from) / (step = steps[i]) > 9; i++);
    times.textContent = "";
    for (var t = Math.ceil(from / step) * step; t <= to; t += step) {
      var at = svg("svg", { x: percent(t) + "%", overflow: "visible" }), text = svg("text", { y: 14, "text-anchor": "middle" });
      text.textContent = hm(t);
      at.appendChild(text);
      times.appendChild(at);
    }
  }

  function zoom(a, b) {
    from = Math.max(0, a);
    to = Math.min(d.total, b);
    panels.forEach(function (p) {
      var z = p.querySelector("svg.z");
      if (z) z.setAttribute("viewBox", from + " 0 " + (to - from) + " " + p.getAttribute("height"));
      p.querySelectorAll("svg[data-t]").forEach(function (e) {
        var x = percent(+e.dataset.t);
        e.setAttribute("x", x + "%");
        e.style.display = x < -0.5 || x > 100.5 ? "none" : "";
      });
      p.querySelectorAll("rect[data-t0]").forEach(function (e) {
        var x0 = Math.max(0, percent(+e.dataset.t0)), x1 = Math.min(100, percent(+e.dataset.t1));
        e.setAttribute("x", x0 + "%");
        e.setAttribute("width", Math.max(0, x1 - x0) + "%");
      });
    });
    labelTimes();
    buttons.forEach(function (k) { k.setAttribute("aria-pressed", +k.dataset.a === from && +k.dataset.b === to); });
    clear();
  }

  function read(t) {
    t = Math.min(to, Math.max(from, t));
    var i = Math.min(d.at.length - 1, Math.round(t / d.step)), note = "", k;
    for (k = Math.max(0, i - 2); k <= Math.min(d.at.length - 1, i + 2); k++) if (d.note[k]) note = " · " + d.note[k];
    figure.classList.add("on");
    panels.forEach(function (p) {
      var c = p.querySelector(".cx");
      if (c) { c.setAttribute("x1", percent(t) + "%"); c.setAttribute("x2", percent(t) + "%"); }
    });
    if (dot) {
      dot.style.visibility = d.x[i] < 0 ? "hidden" : "visible";
      dot.setAttribute("cx", d.x[i]);
      dot.setAttribute("cy", d.y[i]);
    }
    out.textContent = d.at[i] + note;
    slider.value = t;
    slider.setAttribute("aria-valuetext", d.at[i] + note);
  }

  function timeAt(p, e) {
    var box = p.getBoundingClientRect();
    return from + Math.min(1, Math.max(0, (e.clientX - box.left) / box.width)) * (to - from);
  }

  function select(a, b) {
    panels.forEach(function (p) {
      var s = p.querySelector(".sel");
      if (s) { s.setAttribute("x", Math.min(percent(a), percent(b)) + "%"); s.setAttribute("width", Math.abs(percent(a) - percent(b)) + "%"); }
    });
  }

  panels.forEach(function (p) {
    if (p.classList.contains("axis")) return;
    p.addEventListener("pointermove", function (e) {
      var t = timeAt(p, e);
      read(t);
      if (start !== null) select(start, t);
    });
    p.addEventListener("pointerdown", function (e) {
      if (e.pointerType === "touch" || e.button) return;
      start = timeAt(p, e);
      p.setPointerCapture(e.pointerId);
      e.preventDefault();
    });
    p.addEventListener("pointerup", function (e) {
      var a = start, b = timeAt(p, e);
      start = null;
      select(0, 0);
      if (a !== null && Math.abs(a - b) > 0.01 * (to - from) && Math.abs(a - b) >= 60) zoom(Math.min(a, b), Math.max(a, b));
    });
    p.addEventListener("pointercancel", function () { start = null; select(0, 0); });
    p.addEventListener("dblclick", function () { zoom(0, d.total); });
  });
  slider.step = d.step;
  slider.addEventListener("input", function () { read(+slider.value); });
  buttons.forEach(function (k) { k.addEventListener("click", function () { zoom(+k.dataset.a, +k.dataset.b); }); });
  addEventListener("keydown", function (e) { if (e.key === "Escape") zoom(0, d.total); });
  addEventListener("beforeprint", function () { zoom(0, d.total); });
})();

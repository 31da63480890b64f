/* Draws an area on the map, corner by corner, over the town's districts. Without it, districts are chosen by their boxes.
   What is drawn stands as [[lon, lat], …] in the hidden field; with data-typed as "lat,lon lat,lon …" in one that can be typed in. */
(function () {
  "use strict";

  function start(box) {
    var data = box.dataset;
    var field = document.getElementById(data.area);
    var said = box.querySelector("[data-area-said]");
    var undo = box.querySelector("[data-area-undo]");
    var clear = box.querySelector("[data-area-clear]");
    var corners = [];
    var typed = data.typed !== undefined;
    function read() {
      try {
        var pairs = typed
          ? (field.value.match(/\S+/g) || []).map(function (one) { return one.split(",").map(Number).reverse(); })
          : JSON.parse(field.value || "[]");
        corners = pairs.map(function (one) { return L.latLng(one.length === 2 ? one[1] : NaN, one[0]); });
      } catch (error) { corners = []; }
    }
    read();

    box.hidden = false;
    var map = L.map(box.querySelector("[data-area-canvas]"), { zoomControl: false, attributionControl: false, minZoom: 9, maxZoom: 18, doubleClickZoom: false });
    map.setView([38.5, 23.5], 9);
    L.control.zoom({ zoomInTitle: data.sayZoomIn, zoomOutTitle: data.sayZoomOut }).addTo(map);
    if (data.tiles) { L.tileLayer(data.tiles, { maxZoom: 19 }).addTo(map); }
    function there(outline) { return outline.map(function (one) { return [one[1], one[0]]; }); }
    var drawn = L.featureGroup().addTo(map);
    var outline = JSON.parse(data.outline);
    if (outline.length) { L.polygon(there(outline), { weight: 3, color: "#32363d", fillOpacity: 0, interactive: false }).addTo(map); }
    JSON.parse(data.districts).forEach(function (one) {
      L.polygon(there(one.outline), { weight: 1, color: "#6d6a71", fillOpacity: 0.06, interactive: false })
        .bindTooltip(one.name, { permanent: true, direction: "center" }).addTo(drawn);
    });
    map.fitBounds(drawn.getBounds(), { padding: [8, 8] });
    var shape = L.polygon(corners, { weight: 3, color: "#8a1c14", fillOpacity: 0.25 }).addTo(map);
    var dots = L.layerGroup().addTo(map);

    function redraw() {
      shape.setLatLngs(corners);
      dots.clearLayers();
      corners.forEach(function (at) { L.circleMarker(at, { radius: 5, color: "#8a1c14", fillOpacity: 1, interactive: false }).addTo(dots); });
      undo.disabled = clear.disabled = !corners.length;
    }
    function written() {
      var pairs = corners.map(function (at) { return [Number(at.lng.toFixed(6)), Number(at.lat.toFixed(6))]; });
      if (typed) { return pairs.map(function (one) { return one[1] + "," + one[0]; }).join(" "); }
      return pairs.length ? JSON.stringify(pairs) : "";
    }

    function show(sentence, tells) {
      redraw();
      said.textContent = sentence;
      field.value = written();
      if (tells) { field.dispatchEvent(new Event("input", { bubbles: true })); }
    }

    function put(at) { corners.push(at); show(data.sayCorner + " (" + corners.length + ")", true); }
    map.on("click", function (event) { put(event.latlng); });
    box.querySelector("[data-area-middle]").addEventListener("click", function () { put(map.getCenter()); });
    undo.addEventListener("click", function () { corners.pop(); show(corners.length ? data.sayUndone : data.sayCleared, true); });
    clear.addEventListener("click", function () { corners = []; show(data.sayCleared, true); box.querySelector("[data-area-middle]").focus(); });
    if (typed) { field.addEventListener("change", function () { read(); redraw(); }); }
    if (!typed) { field.value = written(); }
    redraw();
  }

  document.querySelectorAll("[data-area]").forEach(start);
})();

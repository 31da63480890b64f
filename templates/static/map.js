/* Puts a map under the address field of a place page. Everything it needs stands in data-* attributes; without scripts
   the address field alone is enough. It writes lat, lon and source (pin | device) into hidden inputs. */
(function () {
  "use strict";

  var AROUND = { weight: 3, color: "#32363d", fillColor: "#fffdf5", fillOpacity: 1, interactive: false };
  var CLOSE = 17;
  var STREETS_SHOWN = 15;

  function start(box) {
    var data = box.dataset;
    var fields = { lat: document.getElementById(data.lat), lon: document.getElementById(data.lon), source: document.getElementById(data.source) };
    var said = box.querySelector("[data-map-said]");
    var remove = box.querySelector("[data-map-remove]");
    var locate = box.querySelector("[data-map-locate]");
    var pin = null;

    box.hidden = false;
    var map = L.map(box.querySelector("[data-map-canvas]"), { zoomControl: false, attributionControl: Boolean(data.tiles), minZoom: 9, maxZoom: 19, zoomSnap: data.tiles ? 1 : 0.25 });
    L.control.zoom({ zoomInTitle: data.sayZoomIn, zoomOutTitle: data.sayZoomOut }).addTo(map);
    if (data.tiles) {
      L.tileLayer(data.tiles, { attribution: data.attribution, maxZoom: 19 }).addTo(map);
    }

    var icon = L.icon({
      iconUrl: data.images + "marker-icon.png", iconRetinaUrl: data.images + "marker-icon-2x.png", shadowUrl: data.images + "marker-shadow.png",
      iconSize: [25, 41], iconAnchor: [12, 41], shadowSize: [41, 41]
    });

    function write(source) {
      var at = pin ? pin.getLatLng() : null;
      fields.lat.value = at ? at.lat.toFixed(6) : "";
      fields.lon.value = at ? at.lng.toFixed(6) : "";
      fields.source.value = at ? source : "";
      remove.hidden = !pin;
    }

    function put(at, source, sentence) {
      if (pin) {
        pin.setLatLng(at);
      } else {
        pin = L.marker(at, { icon: icon, draggable: true, keyboard: true, alt: data.sayPin, title: data.sayPin }).addTo(map);
        pin.on("dragend", function () { write("pin"); said.textContent = data.sayMoved; });
        pin.getElement().addEventListener("keydown", nudge);
      }
      write(source);
      said.textContent = sentence;
    }

    function nudge(event) {
      var steps = { ArrowUp: [0, -8], ArrowDown: [0, 8], ArrowLeft: [-8, 0], ArrowRight: [8, 0] };
      var step = steps[event.key];
      if (event.key === "Delete") { take(); event.preventDefault(); return; }
      if (!step) { return; }
      event.preventDefault();
      event.stopPropagation();
      var point = map.latLngToContainerPoint(pin.getLatLng()).add(step);
      var at = map.containerPointToLatLng(point);
      map.panInside(at, { padding: [40, 40] });
      put(at, "pin", data.sayMoved);
    }

    function take() {
      if (!pin) { return; }
      pin.remove();
      pin = null;
      write("");
      said.textContent = data.sayRemoved;
      box.querySelector("[data-map-middle]").focus();
    }

    function draw(places) {
      var outline = L.geoJSON(places, {
        style: function () { return data.tiles ? Object.assign({}, AROUND, { fillOpacity: 0 }) : AROUND; },
        filter: function (one) { return one.geometry.type !== "Point"; }
      }).addTo(map);
      if (!data.tiles) { marks(places); }
      var bounds = outline.getBounds();
      if (!fields.lat.value && bounds.isValid()) { map.fitBounds(bounds, { padding: [8, 8] }); }
      if (bounds.isValid()) { map.setMaxBounds(bounds.pad(0.5)); }
      if (!data.tiles) { map.on("zoomend moveend", spread); spread(); }
    }

    /* Shows the names that have room: a name that would lie on an earlier one is hidden until the map is nearer. */
    function spread() {
      var taken = [];
      box.querySelectorAll(".leaflet-tooltip").forEach(function (name) {
        var mine = name.getBoundingClientRect();
        var crowded = taken.some(function (other) {
          return mine.left < other.right && other.left < mine.right && mine.top < other.bottom && other.top < mine.bottom;
        });
        name.classList.toggle("th-map__crowded", crowded);
        if (!crowded) { taken.push(mine); }
      });
    }

    function marks(places) {
      places.features.filter(function (one) { return one.geometry.type === "Point"; }).forEach(function (one) {
        var at = L.latLng(one.geometry.coordinates[1], one.geometry.coordinates[0]);
        var street = one.properties.kind === "street";
        var dot = L.circleMarker(at, { radius: street ? 2 : 4, weight: 0, fillOpacity: 1, fillColor: street ? "#6d6a71" : "#32363d", interactive: false });
        dot.bindTooltip(one.properties.name, { permanent: true, direction: "right", offset: [4, 0] });
        if (!street) { dot.addTo(map); return; }
        map.on("zoomend", function () { if (map.getZoom() >= STREETS_SHOWN) { dot.addTo(map); } else { dot.remove(); } });
      });
    }

    map.on("click", function (event) { put(event.latlng, "pin", data.sayPinned); });
    box.querySelector("[data-map-middle]").addEventListener("click", function () {
      put(map.getCenter(), "pin", data.sayPinned);
      pin.getElement().focus();
    });
    remove.addEventListener("click", take);

    if (navigator.geolocation && window.isSecureContext) {
      locate.hidden = false;
      locate.addEventListener("click", function () {
        navigator.geolocation.getCurrentPosition(function (found) {
          var at = L.latLng(found.coords.latitude, found.coords.longitude);
          map.setView(at, CLOSE);
          put(at, "device", data.sayLocated);
        }, function () { said.textContent = data.sayRefused; }, { enableHighAccuracy: true, timeout: 10000 });
      });
    }

    map.setView([38.5, 23.5], 9);
    if (fields.lat.value && fields.lon.value) {
      var before = L.latLng(Number(fields.lat.value), Number(fields.lon.value));
      map.setView(before, CLOSE - 2);
      put(before, fields.source.value || "pin", "");
    }
    fetch(data.places).then(function (response) { return response.json(); }).then(draw);
  }

  document.querySelectorAll("[data-map]").forEach(start);
})();

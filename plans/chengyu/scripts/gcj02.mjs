// GCJ-02 is the datum of Chinese web maps: WGS-84 moved by a few hundred metres along a sum of
// sines. The forward formula is widely published (for instance in the "eviltransform" library); it
// has no closed inverse, so the inverse is found by iteration.
const A = 6378245; // semi-major axis of the Krasovsky 1940 ellipsoid, metres
const E2 = 0.00669342162296594323; // its squared eccentricity
const sine = (x) => Math.sin(x * Math.PI);

/** Moves a WGS-84 longitude and latitude (degrees) to GCJ-02. */
export function toGCJ02(lon, lat) {
  const [x, y] = [lon - 105, lat - 35];
  const ripple = ((20 * sine(6 * x) + 20 * sine(2 * x)) * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + ripple
    + ((20 * sine(y) + 40 * sine(y / 3)) * 2) / 3
    + ((160 * sine(y / 12) + 320 * sine(y / 30)) * 2) / 3;
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + ripple
    + ((20 * sine(x) + 40 * sine(x / 3)) * 2) / 3
    + ((150 * sine(x / 12) + 300 * sine(x / 30)) * 2) / 3;
  const phi = (lat / 180) * Math.PI;
  const w = 1 - E2 * Math.sin(phi) ** 2;
  const meridian = (A * (1 - E2)) / (w * Math.sqrt(w)); // radii of curvature
  const normal = A / Math.sqrt(w);
  return [
    lon + (east * 180) / (normal * Math.cos(phi) * Math.PI),
    lat + (north * 180) / (meridian * Math.PI),
  ];
}

/** Moves a GCJ-02 longitude and latitude (degrees) to WGS-84, to within a millimetre. */
export function toWGS84(lon, lat) {
  let [u, v] = [lon, lat];
  for (let i = 0; i < 20; i++) {
    const [x, y] = toGCJ02(u, v);
    const [dx, dy] = [lon - x, lat - y];
    [u, v] = [u + dx, v + dy];
    if (Math.abs(dx) + Math.abs(dy) < 1e-9) break;
  }
  return [u, v];
}

// Package osm reads extracts of OpenStreetMap in its binary format (PBF) as networks: roads and car
// ferries, and railways where asked for. Junctions become nodes; what lies between them becomes links
// with exact lengths and times. docs/methods/osm.md says what is read and what is not.
//
// The data are © OpenStreetMap contributors and under the Open Database License: whoever publishes what
// is made of them names the source, and shares a derived database alike.
package osm

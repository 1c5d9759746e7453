package territory

import (
	"slices"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// Point is a place by longitude and latitude in degrees (WGS-84).
type Point struct{ Lon, Lat float64 }

// Ring is a closed line; its last point is its first. Rings around an area run counter-clockwise,
// rings around a hole clockwise (RFC 7946).
type Ring []Point

// Boundaries are the borders of areas, with every stretch between two areas kept once, so that
// neighbours fit without gap or overlap (TopoJSON). It is immutable.
type Boundaries struct {
	Metadata map[string]string // what the file says about itself: datum, source, how it was made

	arcs  [][]Point
	codes []string // in the order of the file
	areas map[string]*outline
	sides map[int][]string // the areas on an arc, one or two
}

// outline is an area's polygons, each an outer ring and its holes, as references to arcs: i for arc
// i, ^i for arc i backwards.
type outline struct {
	polygons [][][]int
	pos      finding.Pos
	km2      float64
	shape    [][]Ring // the polygons written out
	box      box      // around them
}

// Codes returns the codes of all areas with a boundary, in the order of the file.
func (b *Boundaries) Codes() []string { return b.codes }

// Has reports whether an area has a boundary.
func (b *Boundaries) Has(code string) bool { return b.areas[code] != nil }

// Polygons returns an area's polygons, each an outer ring followed by its holes; nil without a
// boundary.
func (b *Boundaries) Polygons(code string) [][]Ring {
	o := b.areas[code]
	if o == nil {
		return nil
	}
	polygons := make([][]Ring, len(o.polygons))
	for i, rings := range o.polygons {
		for _, refs := range rings {
			polygons[i] = append(polygons[i], b.ring(refs))
		}
	}
	return polygons
}

// Border returns the rings around a set of areas taken together: what lies between two of them is
// left out.
func (b *Boundaries) Border(codes []string) []Ring {
	used := make(map[int]int) // arc to how often it is used forwards, less backwards
	for _, code := range codes {
		o := b.areas[code]
		if o == nil {
			continue
		}
		for _, rings := range o.polygons {
			for _, refs := range rings {
				for _, ref := range refs {
					if ref < 0 {
						used[^ref]--
					} else {
						used[ref]++
					}
				}
			}
		}
	}
	return b.join(used)
}

// join strings arcs together into rings.
func (b *Boundaries) join(used map[int]int) []Ring {
	var refs []int
	for arc, times := range used {
		switch {
		case times > 0:
			refs = append(refs, arc)
		case times < 0:
			refs = append(refs, ^arc)
		}
	}
	slices.SortFunc(refs, func(r, s int) int { return max(r, ^r) - max(s, ^s) })
	from := make(map[Point][]int)
	for _, ref := range refs {
		start, _ := b.ends(ref)
		from[start] = append(from[start], ref)
	}
	var rings []Ring
	for _, first := range refs {
		start, at := b.ends(first)
		if !take(from, start, first) {
			continue
		}
		ring := []int{first}
		for at != start && len(from[at]) > 0 {
			next := from[at][0]
			take(from, at, next)
			ring = append(ring, next)
			_, at = b.ends(next)
		}
		rings = append(rings, b.ring(ring))
	}
	return rings
}

// take removes an arc from those that start at a point; false where it was taken before.
func take(from map[Point][]int, at Point, ref int) bool {
	i := slices.Index(from[at], ref)
	if i < 0 {
		return false
	}
	from[at] = slices.Delete(from[at], i, i+1)
	return true
}

// ends returns the first and last point of an arc in the direction it is used.
func (b *Boundaries) ends(ref int) (first, last Point) {
	if ref < 0 {
		arc := b.arcs[^ref]
		return arc[len(arc)-1], arc[0]
	}
	arc := b.arcs[ref]
	return arc[0], arc[len(arc)-1]
}

// ring writes out the points of a ring of arcs.
func (b *Boundaries) ring(refs []int) Ring {
	var ring Ring
	for i, ref := range refs {
		arc := b.arcs[max(ref, ^ref)]
		if ref < 0 {
			arc = slices.Clone(arc)
			slices.Reverse(arc)
		}
		if i > 0 {
			arc = arc[1:]
		}
		ring = append(ring, arc...)
	}
	return ring
}

// Neighbours returns the areas that share a stretch of border with an area, in the order of the
// file. Areas that only touch in a point are no neighbours.
func (b *Boundaries) Neighbours(code string) []string {
	o := b.areas[code]
	if o == nil {
		return nil
	}
	beside := make(map[string]bool)
	for _, rings := range o.polygons {
		for _, refs := range rings {
			for _, ref := range refs {
				for _, other := range b.sides[max(ref, ^ref)] {
					beside[other] = other != code
				}
			}
		}
	}
	var neighbours []string
	for _, other := range b.codes {
		if beside[other] {
			neighbours = append(neighbours, other)
		}
	}
	return neighbours
}

// AreaKM2 returns an area's surface on the WGS-84 ellipsoid in km² (see RingKM2); measure.Missing
// without a boundary.
func (b *Boundaries) AreaKM2(code string) float64 {
	if o := b.areas[code]; o != nil {
		return o.km2
	}
	return measure.Missing
}

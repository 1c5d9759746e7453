package transit

import "github.com/yipanqi/yipanqi/territory"

// divide finds in which areas each section lies: by the straight line between its stations where the
// territory has borders, else half in the area of either end. What lies outside of the territory, or in
// none of its areas, is in no share.
func (s *System) divide() {
	for i := range s.tracks {
		t := &s.tracks[i]
		from, _, known := s.Place(t.from)
		to, _, known2 := s.Place(t.to)
		if b := s.territory.Boundaries; b != nil && known && known2 && t.straight > 0 {
			t.shares = b.Split(territory.Point(from), territory.Point(to))
			continue
		}
		t.shares = map[string]float64{}
		for _, end := range []int{t.from, t.to} {
			if area := s.Net.Stations[end].Area; area != "" {
				t.shares[area] += 0.5
			}
		}
	}
}

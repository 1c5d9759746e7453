package web

import (
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
)

// memo keeps what was computed last, as long as it is asked for by the same key.
type memo[T any] struct {
	mu    sync.Mutex
	key   string
	value T
}

func (m *memo[T]) get(key string, compute func() (T, error)) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.key == key {
		return m.value, nil
	}
	value, err := compute()
	if err == nil {
		m.key, m.value = key, value
	}
	return value, err
}

// seenFrom names the readings that a visit sees.
func (s *site) seenFrom(v *visit) string {
	return fmt.Sprintf("%x %v %v", s.ws.Readings().Position().Hash, v.At.Known, v.At.Valid)
}

// eachSite loads sites as the visit sees them, several at once.
func (s *site) eachSite(v *visit, sites []monitor.Site, visit func(int, *monitor.Readings) error) error {
	var group errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() error {
			var r monitor.Readings
			for i := w; i < len(sites); i += workers {
				if err := s.ws.Readings().Load(&r, sites[i].ID, v.At.Known); err != nil {
					return fmt.Errorf("readings of %s: %w", sites[i].ID, err)
				}
				seen := between(&r, 0, v.At.Valid)
				if err := visit(i, &seen); err != nil {
					return err
				}
			}
			return v.r.Context().Err()
		})
	}
	return group.Wait()
}

func monthOf(d measure.Date) measure.Period {
	t := d.Time()
	return measure.Period{Freq: measure.Month, Ord: int32(t.Year()*12 + int(t.Month()) - 1)}
}

// airDays returns the days of a station or city under an edition, nil where no air was measured.
func airDays(r *monitor.Readings, e *air.Edition) *air.Days {
	if e == nil {
		return nil
	}
	if h := method.AirHours(r); h != nil {
		return air.Station(e, h)
	}
	if d := method.AirDays(r); d != nil {
		return air.Published(e, d)
	}
	return nil
}

// between returns the readings of the days from first to last; zero sets no bound.
func between(r *monitor.Readings, first, last measure.Date) monitor.Readings {
	part := monitor.Readings{Site: r.Site}
	for i := range r.Series {
		s := r.Series[i]
		from, to := 0, len(s.Values)
		if first != 0 {
			from = min(placeOf(&s, first), to)
		}
		if last != 0 {
			to = max(min(placeOf(&s, last+1), to), from)
		}
		if from == to {
			continue
		}
		s.First, s.Values, s.Flags = s.First+monitor.Slot(from), s.Values[from:to], flagsBetween(s.Flags, from, to)
		part.Series = append(part.Series, s)
	}
	return part
}

// placeOf returns the place of the first reading of a day, or where it would be behind the last; a
// day before the series gives its beginning.
func placeOf(s *monitor.Series, d measure.Date) int {
	slot, _ := s.Step.Slot(monitor.HourOf(d, int(s.Step)))
	return max(int(slot-s.First), 0)
}

func flagsBetween(flags []monitor.Flagged, from, to int) []monitor.Flagged {
	var list []monitor.Flagged
	for _, f := range flags {
		if int(f.At) >= from && int(f.At) < to {
			list = append(list, monitor.Flagged{At: f.At - int32(from), Flag: f.Flag})
		}
	}
	return list
}

// batchOf returns the number of the batch that a reading comes from, -1 where none is known.
func (s *site) batchOf(v *visit, site string, series *monitor.Series, h monitor.Hour) (int, error) {
	said, err := s.ws.Readings().History(site, series.Item, series.Step == monitor.Daily, h)
	if err != nil {
		return -1, fmt.Errorf("readings of %s: %w", site, err)
	}
	known := monitor.KnownBy(s.ws.Readings().Headers(), v.At.Known)
	for k := len(said) - 1; k >= 0; k-- {
		if said[k].Batch < known {
			return said[k].Batch, nil
		}
	}
	return -1, nil
}

// batchesOf returns the batches that readings come from, in their order: those of the first and the
// last reading of each month and item.
func (s *site) batchesOf(v *visit, r *monitor.Readings) ([]monitor.Header, error) {
	found := map[int]bool{}
	for i := range r.Series {
		for _, h := range monthEnds(&r.Series[i]) {
			batch, err := s.batchOf(v, r.Site.ID, &r.Series[i], h)
			if err != nil {
				return nil, err
			}
			found[batch] = true
		}
	}
	var list []monitor.Header
	for i, h := range s.ws.Readings().Headers() {
		if found[i] {
			list = append(list, h)
		}
	}
	return list, nil
}

// monthEnds lists the hours of the first and the last reading of each month.
func monthEnds(s *monitor.Series) []monitor.Hour {
	var hours []monitor.Hour
	for i := 0; i < len(s.Values); {
		end := min(placeOf(s, monthOf(s.Day(i)).Last()+1), len(s.Values))
		first, last := i, end-1
		for first < end && s.Values[first] == monitor.Missing {
			first++
		}
		for last > first && s.Values[last] == monitor.Missing {
			last--
		}
		if first < end {
			hours = append(hours, s.Hour(first), s.Hour(last))
		}
		i = end
	}
	return hours
}

// sectionName is what the package's tables call a site: its id where they know it or know neither, else
// its name.
func (s *site) sectionName(x monitor.Site) string {
	if x.Name != "" && !s.tablesKnow(x.ID) && s.tablesKnow(x.Name) {
		return x.Name
	}
	return x.ID
}

// tablesKnow reports whether targets or topology name a section.
func (s *site) tablesKnow(section string) bool {
	if s.ws.WaterTargets()[section] != nil {
		return true
	}
	if s.ws.Topology() == nil {
		return false
	}
	_, ok := s.ws.Topology().Place(section)
	return ok
}

// sectionSites are the ids of sites by what the package's tables call them.
func (s *site) sectionSites() map[string]string {
	ids := map[string]string{}
	for _, x := range s.ws.Readings().Sites() {
		if x.Kind == monitor.Section {
			ids[s.sectionName(x)] = x.ID
		}
	}
	return ids
}

// waterSection returns what was measured at a section, in water of the kind the package states.
func (s *site) waterSection(r *monitor.Readings) *water.Section {
	kind, name := water.River, s.sectionName(r.Site)
	if t := s.ws.Topology(); t != nil {
		if place, ok := t.Place(name); ok {
			kind = place.Water
		}
	}
	section := method.WaterSection(r, kind)
	section.ID = name
	return section
}

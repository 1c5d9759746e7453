package readings

import (
	"cmp"
	"slices"

	"github.com/yipanqi/yipanqi/monitor"
)

// builder gathers readings in any order, a month of a series at a time.
type builder struct {
	sites map[string]*siteData
	last  *siteData
	ozone bool // values of ozone of whole days were taken for the highest means of eight hours
}

type siteData struct {
	monitor.Site
	ofCity bool // named by a column of cities only
	series [2 * monitor.Items]*seriesData
}

// seriesData is what one item has at one site: by the clock or of days.
type seriesData struct {
	months []*month // in no order
	last   *month
}

// month is a run under construction. It grows from its first reading towards both ends of the month.
type month struct {
	first, end monitor.Slot // of the calendar month
	monitor.Run
}

func newBuilder() *builder { return &builder{sites: map[string]*siteData{}} }

// site returns the data of a site; name and area stay as they were first given.
func (b *builder) site(id string) *siteData {
	if b.last != nil && b.last.ID == id {
		return b.last
	}
	s := b.sites[id]
	if s == nil {
		s = &siteData{Site: monitor.Site{ID: id}}
		b.sites[id] = s
	}
	b.last = s
	return s
}

func (s *siteData) of(item monitor.Item, daily bool) *seriesData {
	k := 2 * int(item)
	if daily {
		k++
	}
	if s.series[k] == nil {
		s.series[k] = &seriesData{}
	}
	return s.series[k]
}

// at returns the run of the month that a slot lies in.
func (d *seriesData) at(site string, item monitor.Item, step monitor.Step, slot monitor.Slot) *month {
	if m := d.last; m != nil && m.Step == step && slot >= m.first && slot <= m.end {
		return m
	}
	first, last := step.MonthOf(slot)
	for _, m := range d.months {
		if m.first == first && m.Step == step {
			d.last = m
			return m
		}
	}
	m := &month{first, last, monitor.Run{Site: site, Item: item, Step: step, First: slot}}
	d.months, d.last = append(d.months, m), m
	return m
}

// reach makes room for the slots from first to last.
func (m *month) reach(first, last monitor.Slot) {
	if first < m.First { // once, to the month's beginning
		values := make([]int32, m.end-m.first+1)[:m.End()-m.first]
		before := int(m.First - m.first)
		for i := range before {
			values[i] = monitor.Missing
		}
		copy(values[before:], m.Values)
		for i := range m.Flags {
			m.Flags[i].At += int32(before)
		}
		m.Values, m.First = values, m.first
	}
	if cap(m.Values) == 0 {
		m.Values = make([]int32, 0, min(int(last-first)+1+16, int(m.end-m.First)+1))
	}
	for m.End() <= last {
		m.Values = append(m.Values, monitor.Missing)
	}
}

// fate is what became of a reading.
type fate uint8

const (
	added   fate = iota
	same         // it was there before
	differs      // another one was there before
)

// add takes in a reading where there was none.
func (s *siteData) add(item monitor.Item, h monitor.Hour, daily bool, v int32, flag monitor.Flag) fate {
	step := monitor.Hourly
	slot := monitor.Slot(h)
	if daily {
		step, slot = monitor.Daily, monitor.DaySlot(h.Day())
	} else if item.Medium() == monitor.Water {
		if four, ok := monitor.FourHourly.Slot(h); ok {
			step, slot = monitor.FourHourly, four
		}
	}
	m := s.of(item, daily).at(s.ID, item, step, slot)
	m.reach(slot, slot)
	i := int(slot - m.First)
	switch m.Values[i] {
	case monitor.Missing:
	case v:
		return same
	default:
		return differs
	}
	m.Values[i] = v
	if flag != 0 {
		m.Flags = append(m.Flags, monitor.Flagged{At: int32(i), Flag: flag})
	}
	return added
}

// addHours takes in readings of consecutive hours and tells the fate of each that was not added.
func (s *siteData) addHours(item monitor.Item, h monitor.Hour, values []int32, tell func(i int, f fate)) {
	d := s.of(item, false)
	for at := 0; at < len(values); {
		slot := monitor.Slot(h) + monitor.Slot(at)
		m := d.at(s.ID, item, monitor.Hourly, slot)
		n := min(len(values)-at, int(m.end-slot)+1)
		part := values[at : at+n]
		if slot == m.End() { // the way of files in order
			m.Values = slices.Grow(m.Values, int(m.end-slot)+1)
			m.Values = append(m.Values, part...)
		} else {
			m.reach(slot, slot+monitor.Slot(n)-1)
			for i, v := range part {
				switch held := &m.Values[int(slot-m.First)+i]; {
				case v == monitor.Missing:
				case *held == monitor.Missing:
					*held = v
				case *held == v:
					tell(at+i, same)
				default:
					tell(at+i, differs)
				}
			}
		}
		at += n
	}
}

// allMidnight reports whether all readings by the clock are at midnight, of two days unless one will
// do.
func (b *builder) allMidnight(one bool) bool {
	first, last := monitor.LastHour, monitor.FirstHour
	for _, s := range b.sites {
		for k := 0; k < len(s.series); k += 2 {
			if s.series[k] == nil {
				continue
			}
			for _, m := range s.series[k].months {
				for i, v := range m.Values {
					if v == monitor.Missing {
						continue
					}
					h := m.Step.Hour(m.First + monitor.Slot(i))
					if h.Clock() != 24 {
						return false
					}
					first, last = min(first, h), max(last, h)
				}
			}
		}
	}
	return first < last || one && first == last
}

// toDays makes values of whole days of all readings, which are at midnight: a file that says
// 2024-01-31 00:00 of a day means the day that begins then.
func (b *builder) toDays() {
	for _, s := range b.sites {
		for k := 0; k < len(s.series); k += 2 {
			d := s.series[k]
			s.series[k] = nil
			if d == nil {
				continue
			}
			for _, m := range d.months {
				for i, v := range m.Values {
					if v == monitor.Missing {
						continue
					}
					h := m.Step.Hour(m.First + monitor.Slot(i))
					flag := monitor.Flag(0)
					for _, f := range m.Flags {
						if int(f.At) == i {
							flag = f.Flag
						}
					}
					s.add(b.ofDay(m.Item), h+24, true, v, flag)
				}
			}
		}
	}
}

// ofDay returns the item that a whole day's value belongs to: what files call ozone of a day is the
// highest mean of eight hours.
func (b *builder) ofDay(item monitor.Item) monitor.Item {
	if item == monitor.O3 {
		b.ozone = true
		return monitor.O3Max8
	}
	return item
}

// batch returns the readings in normal form.
func (b *builder) batch() *monitor.Batch {
	batch := &monitor.Batch{}
	for _, s := range b.sites {
		any := false
		for k, d := range s.series {
			if d == nil {
				continue
			}
			for _, m := range d.months {
				slices.SortFunc(m.Flags, func(x, y monitor.Flagged) int { return cmp.Compare(x.At, y.At) })
				batch.Runs = append(batch.Runs, m.Run)
			}
			s.Kind = s.kindWith(monitor.Item(k / 2))
			any = true
		}
		if any {
			batch.Sites = append(batch.Sites, s.Site)
		}
	}
	batch.Normalize()
	return batch
}

func (s *siteData) kindWith(item monitor.Item) monitor.Kind {
	switch {
	case item.Medium() != monitor.Air || s.Kind == monitor.Section:
		return monitor.Section
	case s.ofCity:
		return monitor.City
	}
	return monitor.Station
}

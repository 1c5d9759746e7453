package method

import (
	"fmt"
	"sort"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// Marks are the flags of a site's readings by day, so that what is computed from readings can carry
// them. They change no figure: a provisional reading counts like any other.
type Marks struct {
	items [monitor.Items][]mark // by day
}

// mark is the flags of one item on one day, and how many readings have any.
type mark struct {
	day   measure.Date
	flag  monitor.Flag
	count int
}

// MarksOf gathers the flags of the series that are used.
func MarksOf(r *monitor.Readings, used func(*monitor.Series) bool) *Marks {
	m := &Marks{}
	for i := range r.Series {
		s := &r.Series[i]
		if !used(s) {
			continue
		}
		list := &m.items[s.Item]
		for _, f := range s.Flags {
			day := s.Day(int(f.At))
			if n := len(*list); n == 0 || (*list)[n-1].day != day {
				*list = append(*list, mark{day: day})
			}
			last := &(*list)[len(*list)-1]
			last.flag |= f.Flag
			last.count++
		}
	}
	return m
}

// Flags are the joined flags of the readings that a figure rests on.
type Flags struct {
	Readings int // that have a flag
	ByItem   [monitor.Items]monitor.Flag
}

// Add joins the flags of the days from first to last.
func (f *Flags) Add(m *Marks, first, last measure.Date) {
	for item, list := range m.items {
		i := sort.Search(len(list), func(i int) bool { return list[i].day >= first })
		for ; i < len(list) && list[i].day <= last; i++ {
			f.ByItem[item] |= list[i].flag
			f.Readings += list[i].count
		}
	}
}

// flagged is a line of evidence for readings that have flags, nothing where none has.
func flagged(f *Flags) []evaluate.Evidence {
	if f.Readings == 0 {
		return nil
	}
	return []evaluate.Evidence{line(fmt.Sprintf("有标记的读数 %d 个：%s", f.Readings, f),
		fmt.Sprintf("%d readings have flags: %s", f.Readings, f))}
}

// String writes the flags as files of readings do: nh3n=non-detect,provisional;tp=estimated.
func (f *Flags) String() string {
	var parts []string
	for item, flag := range f.ByItem {
		if flag != 0 {
			parts = append(parts, monitor.Item(item).String()+"="+flag.String())
		}
	}
	return strings.Join(parts, ";")
}

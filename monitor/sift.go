package monitor

import (
	"cmp"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Preview says what a batch would change.
type Preview struct {
	New     int64 // readings of hours that have none
	Same    int64 // readings that are there already, flags and all
	Changed int64 // readings that differ, void ones too
	Changes []Change
}

// Change is a reading that a batch would change.
type Change struct {
	Site     string
	Item     Item
	Hour     Hour
	Daily    bool
	Was, Now int32
}

// maxChanges is how many changes a preview lists.
const maxChanges = 20

// Sift compares a batch with what is known last and returns a batch of what is new or changed in it,
// so that importing a file that grew, or one with a few corrections, appends no more than that. The
// batch is brought into normal form; where it gives a site no name or area, those known hold.
func Sift(r Reader, b *Batch) (*Batch, Preview, error) {
	b.Normalize()
	out := &Batch{Header: b.Header}
	out.ID = ""
	var p Preview
	called := map[string]Site{}
	for _, s := range r.Sites() {
		called[s.ID] = s
	}
	for i := range b.Sites {
		s, known := &b.Sites[i], called[b.Sites[i].ID]
		s.Name, s.Area = cmp.Or(s.Name, known.Name), cmp.Or(s.Area, known.Area)
		if *s != known {
			out.Sites = append(out.Sites, *s)
		}
	}
	var held Readings
	for i := range b.Runs {
		run := &b.Runs[i]
		if i == 0 || run.Site != b.Runs[i-1].Site {
			if err := r.Load(&held, run.Site, measure.Forever); err != nil {
				return nil, p, err
			}
		}
		if news := p.sift(run, held.find(run.Item, run.Step == Daily)); news != nil {
			out.Runs = append(out.Runs, *news)
		}
	}
	out.Normalize()
	digest, _ := out.Digest()
	head := r.Position().Hash
	out.name(digest, head[:]...) // so that a correction can be taken back, and made again
	return out, p, nil
}

// sift returns what a run says that a series does not hold, or nil.
func (p *Preview) sift(run *Run, s *Series) *Run {
	news := *run
	news.Values = slices.Clone(run.Values)
	if s == nil {
		s = &Series{Step: run.Step}
	}
	any := false
	for i, v := range run.Values {
		if v == Missing {
			continue
		}
		h := run.Step.Hour(run.First + Slot(i))
		was, flag := s.At(h)
		switch {
		case was == Missing && v == Void, was == v && flag == flagAt(run.Flags, i):
			p.Same++
			news.Values[i] = Missing
			continue
		case was == Missing:
			p.New++
		default:
			p.Changed++
			if len(p.Changes) < maxChanges {
				p.Changes = append(p.Changes, Change{run.Site, run.Item, h, run.Step == Daily, was, v})
			}
		}
		any = true
	}
	if !any {
		return nil
	}
	news.Flags = slices.DeleteFunc(slices.Clone(run.Flags), func(f Flagged) bool { return news.Values[f.At] == Missing })
	return &news
}

package main

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/regional"
)

// structure is the values of a period by area and industry, of areas that have them all.
type structure struct {
	areas []string
	table [][]float64
	whole []float64 // the area of reference, or the sum of all
}

// structureAt collects a period. An area that lacks an industry others have is left out, and told:
// missing is not zero.
func (j *regionalJob) structureAt(p measure.Period) structure {
	s := structure{whole: make([]float64, len(j.industries))}
	for _, area := range j.areas {
		var row []float64
		for _, industry := range j.industries {
			if cell, ok := j.rows[regionalKey{area, industry, p}]; ok {
				row = append(row, cell.value)
			}
		}
		switch {
		case len(row) == 0:
			continue
		case len(row) < len(j.industries):
			j.lacking = true
			j.note("%s 在 %s 缺行业数据，未计入（没有的行业请写 0）",
				"%s lacks industries in %s and does not count (write 0 for an industry it does not have)", area, p)
			continue
		case area == j.reference:
			copy(s.whole, row)
			continue
		}
		s.areas, s.table = append(s.areas, area), append(s.table, row)
		for i, v := range row {
			if j.reference == "" {
				s.whole[i] += v
			}
		}
	}
	return s
}

// among keeps the areas that are among others too, in order, and adds up anew what is their sum.
func (j *regionalJob) among(s structure, others []string) structure {
	kept := structure{whole: s.whole}
	if j.reference == "" {
		kept.whole = make([]float64, len(s.whole))
	}
	for i, area := range s.areas {
		if !slices.Contains(others, area) {
			continue
		}
		kept.areas, kept.table = append(kept.areas, area), append(kept.table, s.table[i])
		for k, v := range s.table[i] {
			if j.reference == "" {
				kept.whole[k] += v
			}
		}
	}
	return kept
}

func (j *regionalJob) quotients() error {
	for _, p := range j.periods {
		s := j.structureAt(p)
		r := result{measure: "lq", period: p, units: len(s.areas)}
		q, ok, err := regional.LocationQuotients(s.table)
		if err != nil {
			if err := j.put(r, 0, err); err != nil {
				return err
			}
			continue
		}
		for i, area := range s.areas {
			for k, industry := range j.industries {
				if !ok[k] {
					continue
				}
				r.subject = area
				if err := j.parts(r, industry, q[i][k]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// specialisation writes the distance of every area's structure from that of reference.
func (j *regionalJob) specialisation() error {
	for _, p := range j.periods {
		s := j.structureAt(p)
		for i, area := range s.areas {
			r := result{measure: "specialisation", period: p, subject: area, units: len(j.industries)}
			for _, m := range []struct {
				part string
				of   func(a, b []float64) (float64, error)
			}{{"krugman", regional.Krugman}, {"hoover", regional.HooverSpecialisation},
				{"theil_t", regional.TheilSpecialisation}} {
				v, err := m.of(s.table[i], s.whole)
				r.part = m.part
				if err := j.put(r, v, err); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// similarity writes how like two areas are, for every pair.
func (j *regionalJob) similarity() error {
	for _, p := range j.periods {
		s := j.structureAt(p)
		for i, area := range s.areas {
			for k := range i {
				r := result{measure: "similarity", period: p, subject: s.areas[k] + "|" + area, units: len(j.industries)}
				for _, m := range []struct {
					part string
					of   func(a, b []float64) (float64, error)
				}{{"cosine", regional.Similarity}, {"krugman", regional.Krugman}} {
					v, err := m.of(s.table[k], s.table[i])
					r.part = m.part
					if err := j.put(r, v, err); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

func (j *regionalJob) shiftShare() error {
	from, to := j.structureAt(j.periods[0]), j.structureAt(j.last())
	from, to = j.among(from, to.areas), j.among(to, from.areas)
	for i, area := range from.areas {
		r := result{measure: "shift_share", since: j.periods[0], period: j.last(), subject: area, units: len(j.industries)}
		s, err := regional.ShiftShareOf(from.table[i], to.table[i], from.whole, to.whole)
		if err != nil {
			if err := j.put(r, 0, err); err != nil {
				return err
			}
			continue
		}
		t := s.Total
		err = j.parts(r, "change", t.Change, "national", t.National, "mix", t.Mix, "competitive", t.Competitive,
			"homothetic", t.Homothetic, "allocation", t.Allocation)
		if err != nil {
			return err
		}
		for k, industry := range j.industries {
			r.subject = area + "/" + industry
			err := j.parts(r, "change", s.Change[k], "national", s.National[k], "mix", s.Mix[k],
				"competitive", s.Competitive[k])
			if err != nil {
				return err
			}
		}
	}
	return nil
}

package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/regional"
)

// sigma writes dispersion by period, and its trend over the years.
func (j *regionalJob) sigma() error {
	ways := []string{""}
	if j.names.weight != "" {
		ways = append(ways, j.names.weight)
	}
	for _, way := range ways {
		for _, m := range []struct {
			name string
			of   func(x, w []float64) (float64, error)
		}{{"sd_log", inequality.SDLog}, {"cv", inequality.CV}} {
			if err := j.dispersion(m.name, way, m.of); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *regionalJob) dispersion(name, way string, of func(x, w []float64) (float64, error)) error {
	var years []int
	var series []float64
	for _, p := range j.periods {
		c := j.at(p)
		v, err := of(c.x, j.weightings(c)[way])
		if err == nil {
			years, series = append(years, p.CalendarYear()), append(series, v)
		}
		r := result{measure: name, weighting: way, period: p, part: "total", units: len(c.x)}
		if err := j.put(r, v, err); err != nil {
			return err
		}
	}
	r := result{measure: "sigma(" + name + ")", weighting: way, since: j.periods[0], period: j.last(), units: len(series)}
	trend, err := regional.SigmaTrend(years, series)
	if err != nil {
		return j.put(r, 0, err)
	}
	return j.parts(r, "slope", trend.Slope.Value, "se", trend.Slope.SE, "t", trend.Slope.T, "p", trend.Slope.P,
		"r2", trend.R2)
}

func (j *regionalJob) last() measure.Period { return j.periods[len(j.periods)-1] }

// both collects areas that have values in the first and in the last period.
func (j *regionalJob) both() (areas []string, first, last []regionalRow, years int) {
	from, to := j.periods[0], j.last()
	for _, area := range j.areas {
		a, ok := j.rows[regionalKey{area: area, period: from}]
		b, too := j.rows[regionalKey{area: area, period: to}]
		if ok && too {
			areas, first, last = append(areas, area), append(first, a), append(last, b)
		}
	}
	return areas, first, last, to.CalendarYear() - from.CalendarYear()
}

func values(rows []regionalRow) []float64 {
	x := make([]float64, len(rows))
	for i, r := range rows {
		x[i] = r.value
	}
	return x
}

func (j *regionalJob) beta() error {
	areas, first, last, years := j.both()
	r := result{measure: "beta", since: j.periods[0], period: j.last(), units: len(areas)}
	c, err := regional.Beta(values(first), values(last), years)
	if err != nil {
		return j.put(r, 0, err)
	}
	err = j.parts(r, "intercept", c.Intercept.Value, "slope", c.Slope.Value, "slope_se", c.Slope.SE, "slope_p", c.Slope.P,
		"speed", c.Speed.Value, "speed_se", c.Speed.SE, "speed_t", c.Speed.T, "speed_p", c.Speed.P, "r2", c.R2)
	if err == nil && c.HalfLife > 0 {
		err = j.parts(r, "half_life", c.HalfLife)
	}
	return err
}

// clubs writes the club of every area that has all values, 0 for none, and the test of each club.
func (j *regionalJob) clubs() error {
	var areas []string
	var x [][]float64
	for _, area := range j.areas {
		var path []float64
		for _, p := range j.periods {
			if row, ok := j.rows[regionalKey{area: area, period: p}]; ok {
				path = append(path, row.value)
			}
		}
		if len(path) == len(j.periods) {
			areas, x = append(areas, area), append(x, path)
		}
	}
	r := result{measure: "clubs", since: j.periods[0], period: j.last(), units: len(areas)}
	c, err := regional.ConvergenceClubs(x, 1.0/3)
	if err != nil {
		return j.put(r, 0, err)
	}
	for k, club := range c.Clubs {
		r.subject, r.units = "#"+strconv.Itoa(k+1), len(club.Members)
		if err := j.parts(r, "b", club.Test.B, "se", club.Test.SE, "t", club.Test.T); err != nil {
			return err
		}
		for _, i := range club.Members {
			of := r
			of.subject = areas[i]
			if err := j.parts(of, "club", float64(k+1)); err != nil {
				return err
			}
		}
	}
	for _, i := range c.Divergent {
		r.subject, r.units = areas[i], len(c.Divergent)
		if err := j.parts(r, "club", 0.0); err != nil {
			return err
		}
	}
	return nil
}

// mobility writes moves between classes of values over the mean of their period.
func (j *regionalJob) mobility() error {
	r := result{measure: "mobility", since: j.periods[0], period: j.last()}
	if !slices.IsSorted(j.classes) || len(j.classes) == 0 {
		return j.put(r, 0, regional.ErrSetting)
	}
	classes, k := map[string][]int{}, len(j.classes)+1
	for _, p := range j.periods {
		c := j.at(p)
		mean := 0.0
		for _, v := range c.x {
			mean += v / float64(len(c.x))
		}
		for i, area := range c.areas {
			class := 0
			for class < k-1 && c.x[i] >= j.classes[class]*mean {
				class++
			}
			classes[area] = append(classes[area], class)
		}
	}
	var moves [][]int
	for _, area := range j.areas {
		if len(classes[area]) == len(j.periods) {
			moves = append(moves, classes[area])
		}
	}
	r.units = len(moves)
	m, err := regional.MarkovOf(moves, k)
	if err != nil {
		return j.put(r, 0, err)
	}
	if err := j.parts(r, "shorrocks", m.Mobility); err != nil {
		return err
	}
	for from := range k {
		r.subject = strconv.Itoa(from + 1)
		if m.Steady != nil {
			if err := j.parts(r, "steady", m.Steady[from]); err != nil {
				return err
			}
		}
		for to, share := range m.Probability[from] {
			if err := j.parts(r, "to_"+strconv.Itoa(to+1), share); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *regionalJob) primacy() error {
	for _, p := range j.periods {
		c := j.at(p)
		for _, cities := range []int{2, 4} {
			v, err := regional.Primacy(c.x, cities)
			r := result{measure: fmt.Sprintf("primacy(%d)", cities), period: p, part: "total", units: len(c.x)}
			if err == nil {
				r.subject = c.areas[slices.Index(c.x, slices.Max(c.x))]
			}
			if err := j.put(r, v, err); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *regionalJob) rankSize() error {
	for _, p := range j.periods {
		c := j.at(p)
		r := result{measure: "rank_size", period: p, units: len(c.x)}
		z, err := regional.FitRankSize(c.x, 0.5)
		if err != nil {
			err = j.put(r, 0, err)
		} else {
			err = j.parts(r, "exponent", z.Exponent, "se", z.SE, "r2", z.R2)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moran writes the global and the local measure; areas without a value make a period unanswerable, for
// their neighbours would have others.
func (j *regionalJob) moran() error {
	for _, p := range j.periods {
		c := j.at(p)
		r := result{measure: "moran", period: p, units: len(c.x)}
		m, err := j.weights.Moran(c.x, j.permutations, j.seed)
		if err != nil {
			if err := j.put(r, 0, err); err != nil {
				return err
			}
			continue
		}
		if err := j.parts(r, "i", m.I, "expected", m.Expected, "z", m.Z, "p", m.P); err != nil {
			return err
		}
		local, err := j.weights.Local(c.x, j.permutations, j.seed)
		if err != nil {
			return err
		}
		for i, l := range local {
			r.subject = c.areas[i]
			if err := j.parts(r, "local_i", l.I, "local_p("+string(l.Quadrant)+")", l.P); err != nil {
				return err
			}
		}
	}
	return nil
}

// technology writes the contribution of technology in every area for every α.
func (j *regionalJob) technology() error {
	areas, first, last, years := j.both()
	for i, area := range areas {
		r := result{measure: "technology", since: j.periods[0], period: j.last(), subject: area, units: 1}
		y, err := regional.LevelGrowth(first[i].value, last[i].value, years)
		k, errK := regional.LevelGrowth(first[i].capital, last[i].capital, years)
		l, errL := regional.LevelGrowth(first[i].labour, last[i].labour, years)
		var all []regional.Growth
		for _, failed := range []error{err, errK, errL} {
			if err == nil {
				err = failed
			}
		}
		if err == nil {
			all, err = regional.AlphaRange(y, k, l, j.alphas...)
		}
		if err != nil {
			if err := j.put(r, 0, err); err != nil {
				return err
			}
			continue
		}
		for _, g := range all {
			alpha := fmt.Sprintf("(α=%v)", g.Alpha)
			err := j.parts(r, "technology"+alpha, g.Technology, "capital"+alpha, g.Capital, "labour"+alpha, g.Labour)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

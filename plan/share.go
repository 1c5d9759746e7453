package plan

import (
	"cmp"
	"math/big"
	"strings"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Weight reads a share that is a number: exactly, with whether it is a percentage of the whole. It is
// false for a formula.
func (s *Share) Weight() (weight *big.Rat, percent, ok bool) {
	text, percent := strings.CutSuffix(strings.TrimSpace(cmp.Or(s.Share, "1")), "%")
	if strings.Trim(text, "0123456789.") != "" && strings.Trim(text, "-0123456789.") != "" {
		return nil, false, false
	}
	weight, ok = new(big.Rat).SetString(text)
	return weight, percent, ok
}

// shares checks the parts of a whole: each named once and more than nothing, percentages making up
// the whole exactly.
func (c *checker) shares(list []Share, w strict.Where, key, subject string) {
	seen := map[string]bool{}
	sum, percents := new(big.Rat), 0
	for i := range list {
		s := &list[i]
		if seen[s.Party] {
			c.report(ListedTwice, s.At("party"), subject, "found", s.Party)
		}
		seen[s.Party] = true
		weight, percent, ok := s.Weight()
		if !ok {
			continue
		}
		if weight.Sign() <= 0 {
			c.report(WeightNotPositive, s.At("share"), subject, "found", s.Share)
		}
		if percent {
			percents++
			sum.Add(sum, weight)
		}
	}
	switch {
	case percents == 0:
	case percents < len(list):
		c.report(MixedShares, w.At(key), subject, "key", key)
	case sum.Cmp(big.NewRat(100, 1)) != 0:
		whole, _ := sum.Float64()
		c.report(SharesNotWhole, w.At(key), subject, "key", key, "found", measure.Shortest(whole)+"%")
	}
}

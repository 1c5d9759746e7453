package composite

import (
	"errors"
	"fmt"
	"slices"
)

// Recipe says how to build an index. The zero recipe imputes and treats nothing, scales by least and
// greatest value to 0 … 100, and takes arithmetic means by the weights given.
type Recipe struct {
	// MinData is the least share of indicators with an observed value; a row with fewer is left out
	// of everything.
	MinData    float64
	Imputation Imputation
	Treatment  Treatment
	Normalise  Normalisation

	// Weighting and Aggregation are those of groups of level 1, 2 …; the last holds for all above.
	Weighting   []Weighting
	Aggregation []Aggregation

	// MinShare is the least share of a group's weight that must be there for the group to have a score,
	// made from what is there.
	MinShare float64

	// Benefit bounds the share of each part in a score by BenefitOfDoubt; both 0 for no bounds.
	Benefit struct{ Low, High float64 }
}

// ImputeMethod is a way to fill in missing values.
type ImputeMethod string

// The ways to impute. Every one leaves missing what it has nothing to fill with.
const (
	ImputeNone        ImputeMethod = "none"
	ImputeMean        ImputeMethod = "mean"         // of the indicator at that time
	ImputeMedian      ImputeMethod = "median"       // of the indicator at that time
	ImputeGroupMean   ImputeMethod = "group-mean"   // of the rows of one group at that time
	ImputeGroupMedian ImputeMethod = "group-median" // of the rows of one group at that time
	ImputeLatest      ImputeMethod = "latest"       // the unit's last value before
	ImputeLinear      ImputeMethod = "linear"       // between the unit's values before and after, not beyond them
	ImputeNearest     ImputeMethod = "nearest"      // mean of the most similar units at that time
)

// Imputation fills in missing values.
type Imputation struct {
	Method     ImputeMethod
	Neighbours int // of ImputeNearest; 0 means 5
}

// TreatMethod is a way to treat outliers.
type TreatMethod string

// The ways to treat an indicator that has outliers: whose |skewness| and kurtosis are at or above the
// limits.
const (
	TreatNone TreatMethod = "none"
	// Winsorise moves the most extreme value to the next, again and again, until the indicator is within
	// the limits or MaxPoints were moved.
	Winsorise TreatMethod = "winsorise"
	// WinsoriseOrLog winsorises, and where that does not suffice takes logarithms instead.
	WinsoriseOrLog TreatMethod = "winsorise-or-log"
	// TakeLog takes ln(x − least + 1 % of the range).
	TakeLog TreatMethod = "log"
)

// Treatment treats outliers.
type Treatment struct {
	Method         TreatMethod
	MaxPoints      int     // to winsorise; 0 means 5
	Skew, Kurtosis float64 // limits; 0 means 2 and 3.5
}

// NormaliseMethod is a way to bring indicators to one scale.
type NormaliseMethod string

// The ways to normalise. All but Rank, Percentile and the two of fixed bases first turn an indicator of which less
// is better.
const (
	MinMax        NormaliseMethod = "min-max"         // from the least value, Low, to the greatest, High
	Goalposts     NormaliseMethod = "goalposts"       // from the indicator's goalposts, Low … High
	ZScore        NormaliseMethod = "z-score"         // Mean + SD·(x − mean)/standard deviation
	Rank          NormaliseMethod = "rank"            // from 1, the worst; equal values share the lowest
	Percentile    NormaliseMethod = "percentile"      // (rank − 1)/(n − 1), Low … High
	TowardTarget  NormaliseMethod = "toward-target"   // from the worst value, Low, to the target, High
	ShareOfTarget NormaliseMethod = "share-of-target" // 100·x/target, or 100·target/x where less is better
	BaseTime      NormaliseMethod = "base-time"       // 100·x/base, or 100·base/x where less is better
	AsIs          NormaliseMethod = "none"
)

// Normalisation brings indicators to one scale.
type Normalisation struct {
	Method    NormaliseMethod // "" means MinMax
	Low, High float64         // both 0 means 0 and 100
	Mean, SD  float64         // of ZScore; SD 0 means 1
	Clip      bool            // keep scores of Goalposts within Low … High, those of targets at most High or 100

	// Sample are the times whose rows set the least, the greatest, the mean and the standard deviation;
	// empty for all. Rows of other times may then lie outside Low … High.
	Sample []int

	// Base is the time of BaseTime. Each unit has its own base, or that of BaseUnit if it is named.
	Base     int
	BaseUnit string
}

// Weighting is where the weights of a group's parts come from.
type Weighting string

// The origins of weights. PCA and Entropy look at the scores of the parts in all rows that have all of
// them. Weights by the analytic hierarchy process are given, from AHP.
const (
	Given   Weighting = "given"
	Equal   Weighting = "equal"
	PCA     Weighting = "pca"     // squared loadings of the components with eigenvalue 1 or more
	Entropy Weighting = "entropy" // by 1 − Shannon's entropy of the scores scaled to 0 … 1
)

// Aggregation is how a group's score comes from those of its parts.
type Aggregation string

// The ways to aggregate. Geometric and Harmonic need scores above zero, BenefitOfDoubt none below.
const (
	Arithmetic Aggregation = "arithmetic"
	Geometric  Aggregation = "geometric"
	Harmonic   Aggregation = "harmonic"
	// Copeland counts the units of the same time that a unit beats less those that beat it; a beats b if
	// it is better in more than half of the weight. Strong parts do not make up for weak ones.
	Copeland Aggregation = "copeland"
	// BenefitOfDoubt gives each unit the weights that show it best beside all others, 100 for the best.
	BenefitOfDoubt Aggregation = "benefit-of-doubt"
)

var (
	imputeMethods = []ImputeMethod{"", ImputeNone, ImputeMean, ImputeMedian, ImputeGroupMean, ImputeGroupMedian,
		ImputeLatest, ImputeLinear, ImputeNearest}
	treatMethods     = []TreatMethod{"", TreatNone, Winsorise, WinsoriseOrLog, TakeLog}
	normaliseMethods = []NormaliseMethod{"", MinMax, Goalposts, ZScore, Rank, Percentile, TowardTarget,
		ShareOfTarget, BaseTime, AsIs}
	weightings   = []Weighting{"", Given, Equal, PCA, Entropy}
	aggregations = []Aggregation{"", Arithmetic, Geometric, Harmonic, Copeland, BenefitOfDoubt}
)

// check says what is wrong with a recipe for a framework and data.
func (r *Recipe) check(f *Framework, d *Data) error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("composite: "+format, args...)) }
	if !slices.Contains(imputeMethods, r.Imputation.Method) {
		wrong("there is no imputation %q", r.Imputation.Method)
	}
	if !slices.Contains(treatMethods, r.Treatment.Method) {
		wrong("there is no treatment %q", r.Treatment.Method)
	}
	if t := r.Treatment; t.MaxPoints < 0 || !(t.Skew >= 0) || !(t.Kurtosis >= 0) || r.Imputation.Neighbours < 0 {
		wrong("limits of treatment and imputation cannot be negative")
	}
	for _, w := range r.Weighting {
		if !slices.Contains(weightings, w) {
			wrong("there is no weighting %q", w)
		}
	}
	for _, a := range r.Aggregation {
		if !slices.Contains(aggregations, a) {
			wrong("there is no aggregation %q", a)
		}
	}
	for _, share := range []float64{r.MinData, r.MinShare, r.Benefit.Low, r.Benefit.High} {
		if !(share >= 0 && share <= 1) {
			wrong("a share is %v, not within 0 and 1", share)
		}
	}
	if r.Benefit.Low > r.Benefit.High {
		wrong("shares from %v to %v leave nothing", r.Benefit.Low, r.Benefit.High)
	}
	return errors.Join(append(errs, r.Normalise.check(f, d)...)...)
}

func (n *Normalisation) check(f *Framework, d *Data) (errs []error) {
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("composite: "+format, args...)) }
	if !slices.Contains(normaliseMethods, n.Method) {
		wrong("there is no normalisation %q", n.Method)
	}
	if !(n.Low <= n.High) || !(n.SD >= 0) || n.Mean-n.Mean != 0 || n.High-n.Low-(n.High-n.Low) != 0 {
		wrong("the scale from %v to %v, or %v ± %v, is none", n.Low, n.High, n.Mean, n.SD)
	}
	for _, i := range f.indicators {
		switch {
		case n.Method == Goalposts && i.Low == i.High:
			wrong("%s has no goalposts", i.Code)
		case (n.Method == TowardTarget || n.Method == ShareOfTarget) && i.Target == nil:
			wrong("%s has no target", i.Code)
		}
	}
	times := d.Times()
	for _, t := range n.Sample {
		if !slices.Contains(times, t) {
			wrong("there are no rows of %d", t)
		}
	}
	isBase := func(r Row) bool { return r.Time == n.Base && (n.BaseUnit == "" || r.Unit == n.BaseUnit) }
	if n.Method == BaseTime && !slices.ContainsFunc(d.Rows, isBase) {
		wrong("there is no row of %d %s to be the base", n.Base, n.BaseUnit)
	}
	return errs
}

// at returns the element for groups of a level, 1 or more: the last holds for all above.
func at[T ~string](list []T, level int, otherwise T) T {
	if len(list) == 0 {
		return otherwise
	}
	if v := list[min(level, len(list))-1]; v != "" {
		return v
	}
	return otherwise
}

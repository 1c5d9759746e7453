package sensitivity_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/yipanqi/yipanqi/method/sensitivity"
)

// ishigami is the test function of Ishigami and Homma 1990 with a = 7 and b = 0.1, and an input it
// ignores.
func ishigami() sensitivity.Function {
	return func(u, y []float64) {
		x1, x2, x3 := (2*u[0]-1)*math.Pi, (2*u[1]-1)*math.Pi, (2*u[2]-1)*math.Pi
		s2 := math.Sin(x2)
		y[0] = math.Sin(x1) + 7*s2*s2 + 0.1*x3*x3*x3*x3*math.Sin(x1)
	}
}

var four = []sensitivity.Factor{{Name: "x1", Dims: 1}, {Name: "x2", Dims: 1}, {Name: "x3", Dims: 1},
	{Name: "unused", Dims: 1}}

// The exact indices follow from V₁ = ½(1 + bπ⁴/5)², V₂ = a²/8, V₁₃ = 8b²π⁸/225.
func ishigamiExact() (first, total [4]float64, variance float64) {
	const a, b = 7, 0.1
	pi4 := math.Pow(math.Pi, 4)
	v1, v2, v13 := 0.5*(1+b*pi4/5)*(1+b*pi4/5), a*a/8.0, 8*b*b*pi4*pi4/225
	v := v1 + v2 + v13
	return [4]float64{v1 / v, v2 / v}, [4]float64{(v1 + v13) / v, v2 / v, v13 / v}, v
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestIshigami(t *testing.T) {
	plan := sensitivity.Plan{Factors: four, Outputs: 1, Points: 1 << 16, Seed: 1}
	r, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	first, total, variance := ishigamiExact()
	near(t, "S1 as published", first[0], 0.313905, 1e-6)
	near(t, "T3 as published", total[2], 0.243684, 1e-6)
	out := r.Outputs[0]
	near(t, "mean", out.Mean, 3.5, 1e-3)
	near(t, "variance", out.Variance, variance, 1e-2)
	for i, f := range r.Factors {
		near(t, "first-order index of "+f.Name, out.First[i].Value, first[i], 2e-3)
		near(t, "total index of "+f.Name, out.Total[i].Value, total[i], 2e-3)
	}
	zero := sensitivity.Index{}
	if out.First[3] != zero || out.Total[3] != zero {
		t.Errorf("the unused input scores %v and %v, want exactly 0", out.First[3], out.Total[3])
	}
	if r.Evaluations != 6<<16 || !r.Passed {
		t.Errorf("%d evaluations, passed %v", r.Evaluations, r.Passed)
	}
}

// The G function of Sobol': V_i = 1/(3(1+a_i)²), V = Π(1+V_i) − 1, total V_i·Π_{j≠i}(1+V_j).
func TestSobolG(t *testing.T) {
	a := []float64{0, 1, 4.5, 9, 99, 99}
	g := func() sensitivity.Function {
		return func(u, y []float64) {
			y[0] = 1
			for i, ai := range a {
				y[0] *= (math.Abs(4*u[i]-2) + ai) / (1 + ai)
			}
		}
	}
	product := 1.0
	v := make([]float64, len(a))
	var factors []sensitivity.Factor
	for i, ai := range a {
		v[i] = 1 / (3 * (1 + ai) * (1 + ai))
		product *= 1 + v[i]
		factors = append(factors, sensitivity.Factor{Name: string(rune('a' + i)), Dims: 1})
	}
	r, err := sensitivity.Run(sensitivity.Plan{Factors: factors, Outputs: 1, Points: 1 << 15, Seed: 2}, g)
	if err != nil {
		t.Fatal(err)
	}
	out := r.Outputs[0]
	for i := range a {
		near(t, "first-order index of "+factors[i].Name, out.First[i].Value, v[i]/(product-1), 2e-3)
		near(t, "total index of "+factors[i].Name, out.Total[i].Value, v[i]*product/(1+v[i])/(product-1), 2e-3)
	}
}

// A factor of several coordinates scores like the sum of what they do together.
func TestFactorOfSeveralCoordinates(t *testing.T) {
	sum := func() sensitivity.Function {
		return func(u, y []float64) { y[0] = u[0] + 2*u[1] + 2*u[2]; y[1] = 7 }
	}
	factors := []sensitivity.Factor{{Name: "one", Dims: 1}, {Name: "two", Dims: 2}}
	r, err := sensitivity.Run(sensitivity.Plan{Factors: factors, Outputs: 2, Points: 4096, Seed: 3}, sum)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "one", r.Outputs[0].First[0].Value, 1.0/9, 3e-3)
	near(t, "two", r.Outputs[0].Total[1].Value, 8.0/9, 3e-3)
	if c := r.Outputs[1]; !c.Constant || c.Mean != 7 || c.Variance != 0 || c.First[0] != (sensitivity.Index{}) {
		t.Errorf("a constant output gave %+v", c)
	}
}

// Bands at 95 % hold the exact values in about 95 % of studies.
func TestBandsCover(t *testing.T) {
	first, total, _ := ishigamiExact()
	const studies = 300
	var held, bands float64
	for seed := range uint64(studies) {
		r, err := sensitivity.Run(sensitivity.Plan{Factors: four, Outputs: 1, Points: 512, Seed: seed}, ishigami)
		if err != nil {
			t.Fatal(err)
		}
		out := r.Outputs[0]
		for i := range 3 {
			for _, c := range [][2]any{{out.First[i], first[i]}, {out.Total[i], total[i]}} {
				x, exact := c[0].(sensitivity.Index), c[1].(float64)
				bands++
				if x.Low <= exact && exact <= x.High {
					held++
				}
			}
		}
	}
	if share := held / bands; share < 0.93 || share > 0.985 {
		t.Errorf("bands hold the exact index in %.3f of studies, want 0.95", share)
	}
}

func TestSampleIsDoubledUntilBandsPass(t *testing.T) {
	plan := sensitivity.Plan{Factors: four, Outputs: 1, Points: 256, MaxPoints: 1 << 16, HalfWidth: 0.01, Seed: 4}
	grown, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	if !grown.Passed || grown.HalfWidth > 0.01 || grown.Points <= 256 || grown.Points >= 1<<16 {
		t.Errorf("stopped at %d points with half-width %v, passed %v", grown.Points, grown.HalfWidth, grown.Passed)
	}
	plan.Points = grown.Points
	atOnce, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(grown, atOnce) {
		t.Error("a sample that grew differs from one taken at once")
	}
	plan.MaxPoints, plan.Points = 512, 256
	short, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	if short.Passed || short.Points != 512 {
		t.Errorf("with 512 points at most, passed %v at %d", short.Passed, short.Points)
	}
}

func TestWorkersChangeNothing(t *testing.T) {
	plan := sensitivity.Plan{Factors: four, Outputs: 1, Points: 1024, Seed: 5}
	one, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	plan.Workers = 5
	five, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one, five) {
		t.Error("five workers give another result than one")
	}
}

func TestSampledSeesEveryIndependentPoint(t *testing.T) {
	var n int
	var sum float64
	plan := sensitivity.Plan{Factors: four, Outputs: 1, Points: 1024,
		Sampled: func(y []float64) { n++; sum += y[0] }}
	r, err := sensitivity.Run(plan, ishigami)
	if err != nil {
		t.Fatal(err)
	}
	if n != 2048 {
		t.Errorf("saw %d points, want 2048", n)
	}
	near(t, "mean of what was seen", sum/float64(n), r.Outputs[0].Mean, 1e-12)
}

func TestPlansThatCannotRun(t *testing.T) {
	good := sensitivity.Plan{Factors: four, Outputs: 1, Points: 64}
	for name, spoil := range map[string]func(*sensitivity.Plan){
		"no factor":      func(p *sensitivity.Plan) { p.Factors = nil },
		"no output":      func(p *sensitivity.Plan) { p.Outputs = 0 },
		"few points":     func(p *sensitivity.Plan) { p.Points = 8 },
		"few replicates": func(p *sensitivity.Plan) { p.Replicates = 2 },
		"no coordinate":  func(p *sensitivity.Plan) { p.Factors = []sensitivity.Factor{{Name: "x"}} },
		"negative width": func(p *sensitivity.Plan) { p.HalfWidth = -1 },
		"width NaN":      func(p *sensitivity.Plan) { p.HalfWidth = math.NaN() },
		"too many":       func(p *sensitivity.Plan) { p.Factors = []sensitivity.Factor{{Name: "x", Dims: 513}} },
		"judged":         func(p *sensitivity.Plan) { p.Judged = 2 },
	} {
		p := good
		spoil(&p)
		if _, err := sensitivity.Run(p, ishigami); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	hole := func() sensitivity.Function {
		return func(u, y []float64) { y[0] = 1 / math.Max(u[0]-0.9, 0) }
	}
	if _, err := sensitivity.Run(good, hole); !errors.Is(err, sensitivity.ErrNotFinite) {
		t.Errorf("an infinite output gave %v", err)
	}
}

func BenchmarkIshigami65536(b *testing.B) {
	plan := sensitivity.Plan{Factors: four[:3], Outputs: 1, Points: 1 << 16, Seed: 1}
	for b.Loop() {
		if _, err := sensitivity.Run(plan, ishigami); err != nil {
			b.Fatal(err)
		}
	}
}

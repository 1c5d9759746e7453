package composite_test

import (
	"fmt"
	"log"

	"github.com/yipanqi/yipanqi/method/composite"
)

// Three cities by two indicators in two years, made up.
func Example() {
	framework, err := composite.NewFramework(
		[]composite.Indicator{
			{Code: "trains", Parent: "index", Weight: 2},
			{Code: "minutes", Parent: "index", Weight: 1, Less: true},
		},
		[]composite.Group{{Code: "index"}})
	if err != nil {
		log.Fatal(err)
	}
	data := &composite.Data{Values: [][]float64{{10, 20, 40, 50, 15, 30}, {90, 60, 80, 60, 100, 70}}}
	for _, city := range []string{"A", "B", "C"} {
		for _, year := range []int{2019, 2024} {
			data.Rows = append(data.Rows, composite.Row{Unit: city, Time: year})
		}
	}
	recipe := composite.Recipe{Normalise: composite.Normalisation{Low: 1, High: 100}}
	result, err := composite.Build(framework, data, recipe)
	if err != nil {
		log.Fatal(err)
	}
	for r, row := range data.Rows {
		fmt.Printf("%s %d: %.1f, rank %d\n", row.Unit, row.Time, result.Scores[framework.Top()][r], result.Ranks[r])
	}
	study, err := composite.Vary(framework, data, recipe, composite.Choices{
		Aggregation: [][]composite.Aggregation{{composite.Arithmetic}, {composite.Geometric}},
		Noise:       []float64{0.5},
	}, composite.Trial{Time: 2019, HalfWidth: 0.1, MaxPoints: 1 << 14})
	if err != nil {
		log.Fatal(err)
	}
	for i, r := range study.Rows {
		band := study.Ranks[i]
		fmt.Printf("%s: rank %d, from %d to %d\n", data.Rows[r].Unit, band.Nominal, band.Low, band.High)
	}
	fmt.Println(study.Factors, study.Passed)

	// Output:
	// A 2019: 9.2, rank 2
	// A 2024: 50.5, rank 3
	// B 2019: 67.0, rank 1
	// B 2024: 100.0, rank 1
	// C 2019: 9.2, rank 2
	// C 2024: 58.8, rank 2
	// A: rank 2, from 2 to 3
	// B: rank 1, from 1 to 1
	// C: rank 2, from 2 to 3
	// [aggregation weights] true
}

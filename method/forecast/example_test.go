package forecast_test

import (
	"fmt"

	"github.com/yipanqi/yipanqi/method/forecast"
)

func ExampleMake() {
	// A made-up series of eight years.
	s := forecast.Series{Values: []float64{41.2, 42.9, 44.1, 46.0, 47.2, 49.1, 50.3, 52.2}, Season: 1}
	f, err := forecast.Make(s, 5, forecast.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	low, high := f.Interval(5, 0.80)
	fmt.Printf("median %.1f, 80 %% between %.1f and %.1f\n", f.Median(5), low, high)
	fmt.Printf("odds of 60 or more: %.2f\n", f.Odds(5, forecast.AtLeast(60)))
	step, ok := f.When(forecast.AtLeast(55))
	fmt.Println("55 or more expected at step", step, ok)
}

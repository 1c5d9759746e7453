package regional

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Growth is where growth came from: Technology + Capital + Labour = 1, shares of output's growth.
type Growth struct {
	Alpha      float64 // output elasticity of capital
	Technology float64 // contribution of technological progress, E = 1 − (αk+βl)/y
	Capital    float64 // αk/y
	Labour     float64 // βl/y
	Residual   float64 // the growth rate itself that is left, y − αk − βl
}

// TechnologyContribution splits the average yearly growth y of output by that of capital, k, and of
// labour, l, with constant returns: β = 1−α. Rates are numbers (0.07 for 7 %); where y ≤ 0 a share of
// it means nothing: ErrZero or ErrNegative. α is an assumption, by custom 0.25 to 0.45 and 0.35: show
// it, and the answer for others (see AlphaRange), beside the result.
// Source: Solow 1957, Review of Economics and Statistics 39; the State Statistical and Planning
// authorities' method of 1992 and after (国家计委、国家统计局关于开展经济增长科技进步贡献率测算工作的通知).
func TechnologyContribution(y, k, l, alpha float64) (Growth, error) {
	if err := check([]float64{y, k, l}, 3, anySign); err != nil {
		return Growth{}, err
	}
	if err := check([]float64{y}, 1, positive); err != nil {
		return Growth{}, err
	}
	if !(alpha >= 0 && alpha <= 1) {
		return Growth{}, fail(ErrSetting)
	}
	capital, labour := float64(alpha*k), float64((1-alpha)*l)
	g := Growth{Alpha: alpha, Capital: capital / y, Labour: labour / y, Residual: y - (capital + labour)}
	g.Technology = 1 - (g.Capital + g.Labour)
	_, err := finite(g.Technology)
	return g, err
}

// AlphaRange computes TechnologyContribution for several α: how much of the answer is the assumption.
func AlphaRange(y, k, l float64, alphas ...float64) ([]Growth, error) {
	all := make([]Growth, 0, len(alphas))
	for _, alpha := range alphas {
		g, err := TechnologyContribution(y, k, l, alpha)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

// LevelGrowth returns average yearly growth by the level method (水平法), (last/first)^(1/years) − 1.
func LevelGrowth(first, last float64, years int) (float64, error) {
	if err := check([]float64{first, last}, 2, positive); err != nil {
		return 0, err
	}
	if years < 1 {
		return 0, fail(ErrSetting)
	}
	return finite(portable.Root(last/first, years) - 1)
}

// PerpetualInventory returns the capital stock at the end of each year from investment in it, at
// constant prices: Kₜ = (1−δ)·Kₜ₋₁ + Iₜ with K before the first year. δ is in [0, 1], by custom 0.096
// (Zhang Jun et al. 2004, 经济研究 10). Source: Goldsmith 1951.
func PerpetualInventory(before float64, investment []float64, depreciation float64) ([]float64, error) {
	if !(depreciation >= 0 && depreciation <= 1) {
		return nil, fail(ErrSetting)
	}
	if err := check([]float64{before}, 1, notNegative); err != nil {
		return nil, err
	}
	if err := check(investment, 1, anySign); err != nil {
		return nil, err
	}
	stock := make([]float64, len(investment))
	for i, v := range investment {
		before = float64((1-depreciation)*before) + v
		if before < 0 {
			return nil, &Error{i, v, ErrNegative}
		}
		stock[i] = before
	}
	_, err := finite(before)
	return stock, err
}

// InitialStock returns a capital stock to begin with, the one before the first year in which
// investment grew steadily at a rate: I/(g+δ). Source: Harberger 1978.
func InitialStock(firstInvestment, growth, depreciation float64) (float64, error) {
	if err := check([]float64{firstInvestment}, 1, notNegative); err != nil {
		return 0, err
	}
	if rate := growth + depreciation; !(rate > 0) || math.IsInf(rate, 0) {
		return 0, fail(ErrSetting)
	}
	return finite(firstInvestment / (growth + depreciation))
}

package formula

// op is what an instruction, or a node of the checked tree, does.
type op uint8

const (
	opInput op = iota
	opConst

	// Pointwise: each period of the result depends on the same period of the arguments.
	opCopy
	opFill // k
	opNeg
	opAdd
	opSub
	opMul
	opDiv   // a / b · k
	opAddK  // a + k
	opKSub  // k - a
	opMulK  // a · k
	opDivK  // a / k
	opKDiv  // k / a
	opScale // a · k / k2
	opLess
	opLessEqual
	opEqual
	opNotEqual
	opAnd
	opOr
	opNot
	opHas
	opIf
	opCoalesce
	opMin
	opMax
	opAbs
	opRound // to n decimals
	opTake  // a + k · b, a where b has no value
	opWeigh // a + k, a where b has no value

	// Over time: a period of the result depends on other periods of the arguments.
	opLag        // n periods back
	opDiff       // from n periods back
	opGrowth     // (a / n periods back - 1) · k
	opCagr       // k-th root of growth over n periods
	opCagrSince  // from period n
	opIndex      // period n = 100
	opBase       // value at period n
	opChain      // level b at period n, carried by growth a
	opChainIndex // level b at period n, carried by index a
	opCumulate
	opAnnualSum
	opAnnualMean
	opAnnualLast
)

// opNames enter fingerprints, so that two meanings never share one.
var opNames = [...]string{"input", "const", "copy", "fill", "neg", "add", "sub", "mul", "div",
	"add-k", "k-sub", "mul-k", "div-k", "k-div", "scale", "less", "less-equal", "equal", "not-equal",
	"and", "or", "not", "has", "if", "coalesce", "min", "max", "abs", "round", "take", "weigh", "lag", "diff", "growth",
	"cagr", "cagr-since", "index", "base", "chain", "chain-index", "cumulate", "annual-sum",
	"annual-mean", "annual-last"}

func (o op) String() string { return opNames[o] }

func (o op) pointwise() bool { return o < opLag }

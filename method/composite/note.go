package composite

import (
	"fmt"

	"github.com/yipanqi/yipanqi/locale"
)

// NoteKind is what a step did, or could not do.
type NoteKind string

// The kinds of notes.
const (
	LeftOut     NoteKind = "left-out"     // a row has too little data; Code is its unit, Count its values
	Imputed     NoteKind = "imputed"      // Count values were filled in
	NotImputed  NoteKind = "not-imputed"  // Count values had nothing to be filled with
	Winsorised  NoteKind = "winsorised"   // Count values were moved
	Logged      NoteKind = "logged"       // logarithms were taken
	StillSkewed NoteKind = "still-skewed" // treated and still beyond the limits
	NotTreated  NoteKind = "not-treated"  // too few or equal values: outliers cannot be judged
	NoScale     NoteKind = "no-scale"     // cannot be normalised: no range, or the target is at its start
	NoBase      NoteKind = "no-base"      // Count values, or their bases or targets, are not above zero or missing
	NotPositive NoteKind = "not-positive" // Count rows have parts, or parts of parts, that the aggregation cannot take
	PartsAbsent NoteKind = "parts-absent" // Count scores are made from a part of the weight
	TooLittle   NoteKind = "too-little"   // Count rows have no score: too little of the weight is there
	NotWeighed  NoteKind = "not-weighed"  // weights cannot be found from the data; those given are used
)

// Note says what a step did to a node, or could not do.
type Note struct {
	Code  string // of the indicator or group; of LeftOut the unit
	Kind  NoteKind
	Count int
}

var noteTexts = map[NoteKind]locale.Text{
	LeftOut:     {ZH: "%s 只有 %d 个指标有数据，不参与计算", EN: "%s has data of %d indicators only and is left out"},
	Imputed:     {ZH: "%s 有 %d 个值是插补的", EN: "%s: %d values are imputed"},
	NotImputed:  {ZH: "%s 有 %d 个缺值无从插补，仍为缺值", EN: "%s: %d values have nothing to be imputed from and stay missing"},
	Winsorised:  {ZH: "%s 有 %d 个离群值作了缩尾", EN: "%s: %d outliers are winsorised"},
	Logged:      {ZH: "%s 取了对数（%d 个值）", EN: "%s is taken in logarithms (%d values)"},
	StillSkewed: {ZH: "%s 处理后偏度、峰度仍超限（%d 个值）", EN: "%s is beyond the limits after treatment (%d values)"},
	NotTreated:  {ZH: "%s 的值太少或都相等，无法判断离群（%d 个值）", EN: "%s has too few or equal values to judge outliers (%d values)"},
	NoScale:     {ZH: "%s 没有可用的量程，无法标准化（%d 个值成为缺值）", EN: "%s has no range to normalise by (%d values become missing)"},
	NoBase:      {ZH: "%s 有 %d 个值缺正的基数，成为缺值", EN: "%s: %d values have no positive base and become missing"},
	NotPositive: {ZH: "%s 有 %d 行的分项不是正数，没有得分", EN: "%s: %d rows have parts that are not positive and get no score"},
	PartsAbsent: {ZH: "%s 有 %d 个得分缺一部分分项", EN: "%s: %d scores lack some parts"},
	TooLittle:   {ZH: "%s 有 %d 行缺项太多，没有得分", EN: "%s: %d rows lack too much and get no score"},
	NotWeighed:  {ZH: "%s 的权重无法由数据求得，改用给定权重（%d 行可用）", EN: "%s: data give no weights, those given are used (%d rows)"},
}

// Text says the note in words.
func (n Note) Text() locale.Text {
	t := noteTexts[n.Kind]
	return locale.Text{ZH: fmt.Sprintf(t.ZH, n.Code, n.Count), EN: fmt.Sprintf(t.EN, n.Code, n.Count)}
}

// notes gathers notes; nil gathers none.
type notes []Note

func (n *notes) add(code string, kind NoteKind, count int) {
	if n != nil && count > 0 {
		*n = append(*n, Note{code, kind, count})
	}
}

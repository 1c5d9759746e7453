// Package render turns results into what people and programs read: words and numbers in every
// language, text for terminals, JSON by the published contract, and SVG charts and maps.
//
// It decides nothing: every status, value and reason was found by the evaluator. The same input
// gives the same bytes.
package render

import (
	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// statusWord is how a status is named and marked. The mark repeats in shape what colour says, so
// that neither a colour-blind reader nor a grey print loses it.
type statusWord struct {
	status    evaluate.Status
	name      locale.Text
	mark      string
	one, many string // what "1 target" and "2 targets" say in English
}

// statuses are in the order a planner wants them: what needs action first. The Chinese words are
// those of the mid-term evaluations of the national five-year plans (快于预期, 符合预期, 滞后).
var statuses = []statusWord{
	{evaluate.Missed, locale.Text{ZH: "未完成", EN: "Missed"}, "✕", "is missed", "are missed"},
	{evaluate.Lagging, locale.Text{ZH: "滞后", EN: "Lagging"}, "▼", "lags", "lag"},
	{evaluate.NoData, locale.Text{ZH: "无数据", EN: "No data"}, "○", "has no data", "have no data"},
	{evaluate.NotComputable, locale.Text{ZH: "无法计算", EN: "Not computable"}, "?",
		"cannot be computed", "cannot be computed"},
	{evaluate.OnCourse, locale.Text{ZH: "符合预期", EN: "On course"}, "◆", "is on course", "are on course"},
	{evaluate.Ahead, locale.Text{ZH: "快于预期", EN: "Ahead"}, "▲", "is ahead", "are ahead"},
	{evaluate.Met, locale.Text{ZH: "已完成", EN: "Met"}, "●", "is met", "are met"},
}

// Statuses lists every status of a target, what needs action first.
func Statuses() []evaluate.Status {
	all := make([]evaluate.Status, len(statuses))
	for i, s := range statuses {
		all[i] = s.status
	}
	return all
}

// Status names a status.
func Status(s evaluate.Status, l locale.Lang) string { return statusOf(s).name.In(l) }

// Mark is the one-character shape of a status.
func Mark(s evaluate.Status) string { return statusOf(s).mark }

func statusOf(s evaluate.Status) statusWord {
	for _, w := range statuses {
		if w.status == s {
			return w
		}
	}
	return statusWord{s, locale.Text{ZH: string(s), EN: string(s)}, "·", string(s), string(s)}
}

// word looks a key up, and gives the key itself where there is no word for it.
func word[K ~string](words map[K]locale.Text, key K, l locale.Lang) string {
	if t, ok := words[key]; ok {
		return t.In(l)
	}
	return string(key)
}

var natures = map[plan.Nature]locale.Text{
	plan.Binding:    {ZH: "约束性", EN: "binding"},
	plan.Expected:   {ZH: "预期性", EN: "expected"},
	plan.Unlabelled: {ZH: "未标注", EN: "unlabelled"},
}

// Nature names how binding a target is.
func Nature(n plan.Nature, l locale.Lang) string { return word(natures, n, l) }

var grades = map[citation.Grade]locale.Text{
	citation.Official:        {ZH: "官方发布", EN: "official"},
	citation.PressOfOfficial: {ZH: "媒体引官方", EN: "press of official"},
	citation.Press:           {ZH: "媒体", EN: "press"},
	citation.Secondary:       {ZH: "二手资料", EN: "secondary"},
	citation.Computed:        {ZH: "由原始数据算出", EN: "computed from raw data"},
	citation.Derived:         {ZH: "由引用数据推算", EN: "derived from cited figures"},
	citation.Own:             {ZH: "自算", EN: "own computation"},
	citation.Assumed:         {ZH: "假设", EN: "assumed"},
	citation.Synthetic:       {ZH: "合成数据", EN: "synthetic"},
}

// Grade names how near a source stands to the maker of a figure.
func Grade(g citation.Grade, l locale.Lang) string { return word(grades, g, l) }

var observationStatuses = map[measure.Status]locale.Text{
	measure.Normal:       {ZH: "正式", EN: "normal"},
	measure.Break:        {ZH: "口径变动", EN: "series break"},
	measure.Estimated:    {ZH: "估计", EN: "estimated"},
	measure.Forecast:     {ZH: "预测", EN: "forecast"},
	measure.Imputed:      {ZH: "插补", EN: "imputed"},
	measure.NotCollected: {ZH: "未收集", EN: "not collected"},
	measure.NotExisting:  {ZH: "不存在", EN: "does not exist"},
	measure.Suspended:    {ZH: "停报", EN: "suspended"},
	measure.Provisional:  {ZH: "初步", EN: "provisional"},
	measure.Confidential: {ZH: "保密", EN: "confidential"},
	measure.Unreliable:   {ZH: "可靠性低", EN: "unreliable"},
	measure.Unvalidated:  {ZH: "未核定", EN: "unvalidated"},
}

// ObservationStatus names the SDMX status of an observation.
func ObservationStatus(s measure.Status, l locale.Lang) string {
	return word(observationStatuses, s, l)
}

var origins = [...]locale.Text{
	evaluate.None:     {ZH: "无", EN: "none"},
	evaluate.Observed: {ZH: "观测", EN: "observed"},
	evaluate.Computed: {ZH: "公式计算", EN: "by formula"},
	evaluate.Composed: {ZH: "各部分合成", EN: "from parts"},
	evaluate.Supposed: {ZH: "情景假定", EN: "supposed"},
}

// Origin names where a value comes from.
func Origin(o evaluate.Origin, l locale.Lang) string { return origins[o].In(l) }

var reasons = map[evaluate.Reason]locale.Text{
	evaluate.NotReported: {ZH: "没有人报送，也无从计算", EN: "nobody reported it, and nothing computes it"},
	evaluate.NotReleased: {ZH: "观测本身注明没有数值", EN: "the observation says that there is no value"},
	evaluate.InputGone:   {ZH: "计算所需的数值缺失", EN: "a value it is computed from is missing"},
	evaluate.Undefined:   {ZH: "算式无定义（如除以零）", EN: "undefined, such as a division by zero"},
	evaluate.NotAdditive: {ZH: "各部分有数值，但该指标不可相加", EN: "parts have values, but may not be added"},
	evaluate.OutOfTime:   {ZH: "超出规划年份，或地区当时不存在", EN: "outside the years of the plan, or the area did not exist"},
}

// Reason says why a cell has no value.
func Reason(r evaluate.Reason, l locale.Lang) string { return word(reasons, r, l) }

var clauseKinds = map[plan.ClauseKind]locale.Text{
	plan.Scope:         {ZH: "范围", EN: "scope"},
	plan.Objective:     {ZH: "目标任务", EN: "objective"},
	plan.TargetKind:    {ZH: "量化目标", EN: "target"},
	plan.Task:          {ZH: "任务", EN: "task"},
	plan.ProjectKind:   {ZH: "项目", EN: "project"},
	plan.MechanismKind: {ZH: "机制", EN: "mechanism"},
	plan.Principle:     {ZH: "原则", EN: "principle"},
	plan.Chapter:       {ZH: "章", EN: "chapter"},
	plan.Watch:         {ZH: "关注", EN: "watch"},
}

// ClauseKind names what a clause does.
func ClauseKind(k plan.ClauseKind, l locale.Lang) string { return word(clauseKinds, k, l) }

var roles = map[plan.Role]locale.Text{
	plan.Baseline:   {ZH: "基期", EN: "baseline"},
	plan.TargetRole: {ZH: "目标", EN: "target"},
	plan.ScopeFact:  {ZH: "基本情况", EN: "scope"},
}

// Role names what a figure is in its clause.
func Role(r plan.Role, l locale.Lang) string { return word(roles, r, l) }

var schedules = map[plan.Schedule]locale.Text{
	plan.Linear:    {ZH: "按时序（直线）", EN: "a straight line"},
	plan.Growth:    {ZH: "按等速增长", EN: "constant growth"},
	plan.Maintain:  {ZH: "逐期保持", EN: "kept in every period"},
	plan.Milestone: {ZH: "到期考核", EN: "looked at when due"},
}

// Schedule names what is expected before a target is due.
func Schedule(s plan.Schedule, l locale.Lang) string { return word(schedules, s, l) }

var severities = [...]locale.Text{
	finding.Note:    {ZH: "提示", EN: "note"},
	finding.Warning: {ZH: "警告", EN: "warning"},
	finding.Error:   {ZH: "错误", EN: "error"},
}

// Severity names a severity.
func Severity(s finding.Severity, l locale.Lang) string { return severities[s].In(l) }

var levels = map[territory.Level]locale.Text{
	territory.Country:    {ZH: "全国", EN: "country"},
	territory.Province:   {ZH: "省、直辖市", EN: "province"},
	territory.Prefecture: {ZH: "市、州", EN: "prefecture"},
	territory.County:     {ZH: "区、县", EN: "county"},
}

// Level names an administrative level.
func Level(v territory.Level, l locale.Lang) string { return word(levels, v, l) }

var groupKinds = map[string]locale.Text{
	"circle":       {ZH: "规划范围", EN: "what the plan is for"},
	"part":         {ZH: "组成部分", EN: "part"},
	"core":         {ZH: "极核", EN: "core city"},
	"metropolitan": {ZH: "都市圈", EN: "metropolitan area"},
	"centre":       {ZH: "区域中心城市", EN: "regional centre"},
	"node":         {ZH: "节点城市", EN: "node city"},
	"wing":         {ZH: "两翼", EN: "wing"},
	"cluster":      {ZH: "城镇群", EN: "cluster of towns"},
	"pair":         {ZH: "毗邻地区", EN: "adjoining areas"},
	"platform":     {ZH: "合作平台", EN: "platform"},
	"set":          {ZH: "统计集合", EN: "set for one indicator"},
}

// GroupKind names a kind of group; a kind without a name keeps its own.
func GroupKind(kind string, l locale.Lang) string { return word(groupKinds, kind, l) }

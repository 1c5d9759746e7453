package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/settle"
	"github.com/yipanqi/yipanqi/workspace"
)

// settleJob is what the commands about settlements share: compacts, a period, and a point of view.
type settleJob struct {
	*app
	asOf                      asOfFlags
	periodText, onText        string
	scenarioName, revenueFile string
	post                      bool

	ws     *workspace.Workspace
	at     fact.AsOf
	period measure.Period
}

func (a *app) settleRunCommand() *cobra.Command {
	j := &settleJob{app: a}
	cmd := &cobra.Command{
		Use:   "run [COMPACT…]",
		Short: a.say("按规则结算一期", "Settle a period by the rules"),
		Long: a.say(`按规划包 compacts/ 里的规则，由监测数据（--readings）、指标和税收台账（--revenue）结算一期：逐项判定、数额到分、各方之和为零。
缺数的判定为“无数据”，说明要谁补什么，不过账。不写协议即全部。只算不记；--post 记入台账（--ledger）：第一次记为结算，以后再算有变化时
另记差额（--on 指明记在哪一期的结算单上，默认为本期）。有判定缺数时退出码为 1。语言见 docs/format/compact.md。`,
			`Settles a period by the rules in the package's compacts/, from readings (--readings), indicators and a revenue
register (--revenue): verdict by verdict, to the fen, all parties summing to zero. A verdict without data says what is
needed from whom and posts nothing. All compacts unless some are named. Nothing is kept without --post,
	which posts to the
ledger (--ledger): the first time as a settlement, later the difference, on the statement of --on (the period itself by
default). Exits 1 where a verdict has no data. docs/format/compact.md has the language.`),
		Example: "  yipanqi settle run chishui-2018 --period 2019\n" +
			"  yipanqi settle run --period 2024 --readings 监测.ypr --ledger 台账.db --post",
		RunE: func(cmd *cobra.Command, ids []string) error {
			closeAll, err := j.open(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			return j.run(cmd.Context(), ids)
		},
	}
	j.register(cmd)
	cmd.Flags().BoolVar(&j.post, "post", false, a.say("记入台账", "post to the ledger"))
	cmd.Flags().StringVar(&j.onText, "on", "", a.say("差额记在哪一期", "period on whose statement a difference stands"))
	return cmd
}

func (j *settleJob) register(cmd *cobra.Command) {
	j.asOf.register(j.app, cmd)
	flags := cmd.Flags()
	flags.StringVar(&j.periodText, "period", "", j.say("结算期：2023 或 2023-05", "period: 2023 or 2023-05"))
	flags.StringVar(&j.scenarioName, "scenario", "", j.say("情景", "scenario"))
	flags.StringVar(&j.revenueFile, "revenue", "", j.say("税收台账（CSV、xlsx）", "revenue register (CSV, xlsx)"))
}

// open opens the workspace and reads what the flags say.
func (j *settleJob) open(ctx context.Context) (closeAll func(), err error) {
	if j.period, err = measure.ParsePeriod(j.periodText); err != nil {
		return nil, textError{"--period 写结算期，如 2023 或 2023-05", "--period takes the period, such as 2023 or 2023-05"}
	}
	if j.revenueFile != "" {
		if err := j.readRevenue(); err != nil {
			return nil, err
		}
	}
	if j.ws, closeAll, err = j.openSound(ctx); err != nil {
		return nil, err
	}
	if j.at, err = j.asOf.point(j.ws.DefaultAsOf()); err != nil {
		closeAll()
		return nil, err
	}
	return closeAll, nil
}

// readRevenue reads the register that --revenue names; the workspace takes it in.
func (j *settleJob) readRevenue() error {
	data, err := os.ReadFile(j.revenueFile)
	if err != nil {
		return err
	}
	records, findings := exchange.ReadRevenue(j.revenueFile, data, measure.InstantOf(j.now()))
	if worst, any := finding.Worst(findings); any && worst >= finding.Error {
		j.report(j.errs, findings)
		return errSaid
	}
	j.revenue = records
	return nil
}

// chosen returns the compacts named, or all.
func (j *settleJob) chosen(ids []string) ([]*plan.Compact, error) {
	if len(ids) == 0 {
		return j.ws.Plan().Compacts, nil
	}
	var all []*plan.Compact
	for _, id := range ids {
		c := j.ws.Plan().Compact(id)
		if c == nil {
			return nil, unknown("compact", id, compactIDs(j.ws.Plan()))
		}
		all = append(all, c)
	}
	return all, nil
}

func compactIDs(p *plan.Plan) []string {
	var ids []string
	for _, c := range p.Compacts {
		ids = append(ids, c.ID)
	}
	return ids
}

// settled settles compacts for the period, those named even where nothing is in force.
func (j *settleJob) settled(ctx context.Context, ids []string) ([]*settle.Settlement, error) {
	compacts, err := j.chosen(ids)
	if err != nil {
		return nil, err
	}
	var o *evaluate.Overlay
	if j.scenarioName != "" {
		if o, err = j.scenario(j.ws, j.scenarioName); err != nil {
			return nil, err
		}
	}
	in, err := j.ws.SettleInputs(ctx, compacts, j.at, o)
	if err != nil {
		return nil, err
	}
	var all []*settle.Settlement
	for _, c := range compacts {
		if s := settle.Settle(c, in, j.period); len(s.Verdicts) > 0 || len(s.Statistics) > 0 || len(ids) > 0 {
			all = append(all, s)
		}
	}
	return all, nil
}

func (j *settleJob) run(ctx context.Context, ids []string) error {
	all, err := j.settled(ctx, ids)
	if err != nil {
		return err
	}
	if j.post {
		if err := j.postAll(ctx, all); err != nil {
			return err
		}
	}
	incomplete := false
	for _, s := range all {
		incomplete = incomplete || !s.Complete()
	}
	if j.json {
		return cmp.Or(render.SettlementsJSON(j.out, all), findingsIf(incomplete))
	}
	if len(all) == 0 {
		fmt.Fprintln(j.out, j.say("这一期没有生效的协议。", "No compact is in force in this period."))
	}
	for _, s := range all {
		if err := render.Settlement(j.out, s, j.ws.Plan(), j.lang); err != nil {
			return err
		}
	}
	return findingsIf(incomplete)
}

// postAll posts every settlement, or what differs from what is posted, all of them or none.
func (j *settleJob) postAll(ctx context.Context, all []*settle.Settlement) error {
	if j.ledgerFile == "" {
		return errNoLedger
	}
	if j.scenarioName != "" {
		return textError{"情景的结算不入账", "settlements under a scenario are not posted"}
	}
	journal, err := j.ws.Journal(ctx)
	if err != nil {
		return err
	}
	var records []settlement.Record
	for _, s := range all {
		e, ok, err := j.entry(s, journal)
		if err != nil {
			return err
		}
		if !ok {
			j.progress("%s %s：与已入账的相同", "%s %s: as posted", s.Compact.ID, s.Period)
			continue
		}
		j.progress("%s %s：记入 %s（%s）", "%s %s: posts %s (%s)", s.Compact.ID, s.Period, e.ID, e.Kind)
		records = append(records, settlement.Record{Entry: &e})
	}
	_, err = j.ws.Post(ctx, records...)
	if errors.Is(err, settlement.ErrPeriodClosed) {
		return textError{"这一期已关账；差额请用 --on 记在未关账的一期", "the period is closed; post the difference on an open one with --on"}
	}
	return err
}

// entry is what a settlement posts; false for nothing, where all is posted already.
func (j *settleJob) entry(s *settle.Settlement, journal *settlement.Journal) (e settlement.Entry, ok bool, err error) {
	known := measure.InstantOf(j.now())
	id := s.Compact.ID + "/" + s.Period.String()
	before := postings(journal, s.Compact.ID, s.Period)
	if before == 0 {
		e, ok = s.Entry(id, known), len(s.Verdicts) > 0
	} else {
		on := s.Period
		if j.onText != "" {
			if on, err = measure.ParsePeriod(j.onText); err != nil {
				return e, false, notPeriod(j.onText)
			}
		}
		e, ok = s.Difference(fmt.Sprintf("%s/%d", id, before), journal, on, known)
	}
	e.Evidence = append(e.Evidence, pointOfView(j.at))
	return e, ok, nil
}

// postings counts the entries about a compact's period: its settlement and the differences to it.
func postings(j *settlement.Journal, compact string, period measure.Period) (n int) {
	for _, r := range j.Records() {
		if e := r.Entry; e != nil && e.Compact == compact && settledPeriod(e) == period {
			n++
		}
	}
	return n
}

// settledPeriod is the period that an entry settles, which may stand on the statement of another.
func settledPeriod(e *settlement.Entry) measure.Period {
	if e.About != nil {
		return *e.About
	}
	return e.Period
}

// asOfPrefix begins the evidence that says from which point of view an entry was computed.
const asOfPrefix = "as-of:"

func pointOfView(at fact.AsOf) string {
	return asOfPrefix + at.Valid.String() + "@" + at.Known.String()
}

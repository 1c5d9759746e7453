package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/exchange/readings"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/store/series"
)

// readingOptions are the flags of every command that reads files of readings.
type readingOptions struct {
	readings.Options
	mapping []string
}

func (o *readingOptions) register(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&o.mapping, "map", nil, a.say("列的含义，如 监测点=station（可多次）",
		"what a column means, like 监测点=station (repeatable)"))
	flags.StringVar(&o.Site, "site", "", a.say("文件没有站点列时的站点", "the site, for files without such a column"))
	flags.BoolVar(&o.HourBegins, "hour-begins", false, a.say("时间为小时的起点（默认为终点）",
		"times name hours by their beginning (by their end otherwise)"))
	flags.BoolVar(&o.Daily, "daily", false, a.say("全部为日值", "all values are of whole days"))
	flags.BoolVar(&o.Hourly, "hourly", false, a.say("零点也是小时值", "midnight is an hour like others"))
}

// readFile reads one file of readings and reports on stderr what was left out of it.
func (a *app) readFile(file string, o *readingOptions) (*monitor.Batch, error) {
	o.Mapping = map[string]string{}
	for _, m := range o.mapping {
		name, as, _ := strings.Cut(m, "=")
		o.Mapping[name] = as
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	o.Header.Known = measure.InstantOf(a.now())
	batch, report, findings, err := readings.Read(file, f, info.Size(), o.Options)
	if err != nil {
		return nil, err
	}
	a.report(a.errs, findings)
	if batch == nil {
		return nil, errSaid
	}
	a.progress("%s：%d 行，%d 个站点，%s 至 %s；读入 %d 个数，缺测 %d 个，未读 %d 个",
		"%s: %d rows, %d sites, %s to %s; %d readings, %d missing, %d left out",
		file, report.Rows, report.Sites, report.From, report.To, report.Readings, report.Missing, report.Left())
	for _, c := range report.Counts {
		a.progress("  %s × %d", "  %s × %d", c.Code.ID, c.N)
	}
	return batch, nil
}

// readAll reads files of readings, or files of series as they are, into one reader.
func (a *app) readAll(files []string, o *readingOptions) (monitor.Reader, error) {
	if len(files) == 1 {
		s, err := series.Open(files[0])
		if damage := (*series.DamageError)(nil); strings.HasSuffix(files[0], seriesSuffix) || !errors.As(err, &damage) {
			return s, err // a file of series, sound or not, or one that cannot be opened
		}
	}
	set := monitor.NewSet()
	for _, file := range files {
		batch, err := a.readFile(file, o)
		if err != nil {
			return nil, err
		}
		if len(files) == 1 {
			return monitor.SetOf(batch), nil // needs no place in a chain
		}
		if _, err := set.Append(batch); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return set, nil
}

// seriesSuffix ends the names of files that keep series.
const seriesSuffix = ".series"

func (a *app) readingsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "readings",
		Short: a.say("保存监测数据：导入、核验", "Keep monitoring data: import and verify"),
		Long: a.say(`把小时、四小时、日监测数据存入一个紧凑的文件（.series），只增不改，迟到与更正的数据另记。
eval、serve、explain 加 --readings 文件，即可用公式 statistic("air.good_days") 等读取。`,
			`Keep readings by the hour, by four hours or by the day in one compact file (.series): append-only, late
and corrected readings beside the earlier ones. With --readings FILE, eval, serve and explain let formulas read
statistic("air.good_days") and its kin.`),
	}
	cmd.AddCommand(a.readingsImportCommand(), a.readingsVerifyCommand())
	return cmd
}

func (a *app) readingsImportCommand() *cobra.Command {
	var o readingOptions
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: a.say("把 CSV、xlsx、Parquet 监测数据存入文件", "Append readings from CSV, xlsx or Parquet"),
		Example: "  yipanqi readings import hourly.csv --readings air.series --dry-run\n" +
			"  yipanqi readings import 水质.xlsx --readings water.series --map 断面名称=section",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if a.readingsFile == "" && !dryRun {
				return errors.New(a.say("请用 --readings 指明文件", "name the file with --readings"))
			}
			var batches []*monitor.Batch
			for _, file := range files {
				batch, err := a.readFile(file, &o)
				if err != nil {
					return err
				}
				batches = append(batches, batch)
			}
			return a.keepReadings(batches, dryRun)
		},
	}
	o.register(a, cmd)
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, a.say("只检查，不存入", "check only, keep nothing"))
	return cmd
}

// keepReadings appends what is new or changed in batches, each whole or not at all.
func (a *app) keepReadings(batches []*monitor.Batch, dryRun bool) error {
	log, closeLog, err := a.readingsLog(dryRun)
	if err != nil {
		return err
	}
	defer closeLog()
	for _, batch := range batches {
		news, preview, err := monitor.Sift(log, batch)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, a.say("%s：新增 %d 个，不变 %d 个，更正 %d 个\n", "%s: %d new, %d unchanged, %d corrected\n"),
			batch.Origin, preview.New, preview.Same, preview.Changed)
		for _, c := range preview.Changes {
			fmt.Fprintf(a.out, "  %s %s %s  %s → %s\n", c.Site, c.Item, c.Hour, c.Item.Format(c.Was), c.Item.Format(c.Now))
		}
		if preview.New+preview.Changed == 0 {
			continue
		}
		if _, err := log.Append(news); err != nil {
			return err
		}
	}
	return nil
}

// readingsLog opens the file of series to append to, made if it does not exist; for a dry run what it
// holds is copied, or nothing.
func (a *app) readingsLog(dryRun bool) (monitor.Log, func(), error) {
	f, err := series.Open(a.readingsFile)
	switch {
	case a.readingsFile == "" || dryRun && errors.Is(err, fs.ErrNotExist):
		return monitor.NewSet(), func() {}, nil
	case errors.Is(err, fs.ErrNotExist):
		f, err = series.Create(a.readingsFile)
	}
	if err != nil {
		return nil, nil, err
	}
	if dryRun {
		return dryLog{f}, func() { f.Close() }, nil
	}
	return f, func() { f.Close() }, nil
}

// dryLog takes nothing in.
type dryLog struct{ monitor.Reader }

func (d dryLog) Append(*monitor.Batch) (monitor.Position, error) { return d.Position(), nil }

func (a *app) readingsVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: a.say("核验文件的每一块与哈希链", "Verify every block and the hash chain"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := series.Open(a.readingsFile)
			if err != nil {
				return err
			}
			defer f.Close()
			if err := f.Verify(); err != nil {
				return err
			}
			pos := f.Position()
			fmt.Fprintf(a.out, "%s %d %x\n", a.say("完好", "sound"), pos.Readings, pos.Hash)
			return nil
		},
	}
}

package main

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/exchange/readings"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/store/series"
)

// readingOptions are the flags of every command that reads files of readings.
type readingOptions struct {
	readings.Options
	mapping, units, limits []string
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
	flags.BoolVar(&o.ZeroMissing, "zero-missing", false, a.say("空气浓度为 0 即缺测", "zeros in air stand for missing readings"))
	flags.StringArrayVar(&o.units, "unit", nil, a.say("表头没有写的单位，如 co=µg/m³（可多次）",
		"a unit the header does not state, like co=µg/m³ (repeatable)"))
	flags.StringArrayVar(&o.limits, "limit", nil, a.say("“未检出”的检出限，如 oil=0.01（可多次）",
		"limit of detection for ND, like oil=0.01 (repeatable)"))
}

// settle reads the flags that are pairs.
func (o *readingOptions) settle() error {
	o.Mapping = map[string]string{}
	for _, m := range o.mapping {
		name, as, _ := strings.Cut(m, "=")
		o.Mapping[name] = as
	}
	var err error
	if o.Units, err = byItem(o.units); err == nil {
		o.Limits, err = byItem(o.limits)
	}
	return err
}

// byItem reads pairs like co=µg/m³.
func byItem(pairs []string) (map[monitor.Item]string, error) {
	all := map[monitor.Item]string{}
	for _, pair := range pairs {
		name, text, _ := strings.Cut(pair, "=")
		item, err := monitor.ParseItem(name)
		if err != nil || text == "" {
			return nil, textError{fmt.Sprintf("“%s”写成 项目=值，如 co=µg/m³；项目用代码", pair),
				fmt.Sprintf("%q: write item=value, like co=µg/m³, with the item's code", pair)}
		}
		all[item] = text
	}
	return all, nil
}

// readFile reads one file of readings and reports on stderr what was left out of it; left tells whether
// anything was, or may have been.
func (a *app) readFile(file string, o *readingOptions) (batch *monitor.Batch, report readings.Report, left bool,
	err error) {
	defer a.slowly("正在读取 "+file+"……", "reading "+file+"…")()
	if err := o.settle(); err != nil {
		return nil, report, false, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, report, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, report, false, err
	}
	o.Header.Known = measure.InstantOf(a.now())
	batch, report, findings, err := readings.Read(file, f, info.Size(), o.Options)
	if err != nil {
		return nil, report, false, err
	}
	a.report(a.errs, findings)
	if batch == nil {
		return nil, report, false, errSaid
	}
	a.progress("%s：%d 行，%d 个站点，%s 至 %s；读入 %d 个数，缺测 %d 个，未读 %d 个",
		"%s: %d rows, %d sites, %s to %s; %d readings, %d missing, %d left out",
		file, report.Rows, report.Sites, report.From, report.To, report.Readings, report.Missing, report.Left())
	for _, c := range report.Counts {
		a.progress("  %s × %d", "  %s × %d", c.Code.ID, c.N)
	}
	worst, any := finding.Worst(findings)
	return batch, report, any && worst >= finding.Warning, nil
}

// readAll reads files of readings, or a file of series as it is, into one reader; left tells whether
// anything was left out.
func (a *app) readAll(files []string, o *readingOptions) (all monitor.Reader, left bool, err error) {
	if len(files) == 1 {
		s, err := series.Open(files[0])
		if damage := (*series.DamageError)(nil); strings.HasSuffix(files[0], seriesSuffix) || !errors.As(err, &damage) {
			return s, false, err // a file of series, sound or not, or one that cannot be opened
		}
	}
	set := monitor.NewSet()
	for _, file := range files {
		batch, _, some, err := a.readFile(file, o)
		if err != nil {
			return nil, false, err
		}
		left = left || some
		if len(files) == 1 {
			return monitor.SetOf(batch), left, nil // needs no place in a chain
		}
		batch, _, err = monitor.Sift(set, batch)
		if err == nil && (len(batch.Runs) > 0 || len(batch.Sites) > 0) {
			_, err = set.Append(batch)
		}
		if err != nil {
			return nil, false, fmt.Errorf("%s: %w", file, err)
		}
	}
	return set, left, nil
}

// seriesSuffix ends the names of files that keep series.
const seriesSuffix = ".series"

func (a *app) readingsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "readings",
		Short: a.say("保存监测数据：导入、列出、导出、核验", "Keep monitoring data: import, list, export and verify"),
		Long: a.say(`把小时、四小时、日监测数据存入一个紧凑的文件（.series），只增不改，迟到与更正的数据另记。
eval、serve、explain 加 --readings 文件，即可用公式 statistic("air.good_days") 等读取。`,
			`Keep readings by the hour, by four hours or by the day in one compact file (.series): append-only, late
and corrected readings beside the earlier ones. With --readings FILE, eval, serve and explain let formulas read
statistic("air.good_days") and its kin.`),
	}
	cmd.AddCommand(a.readingsImportCommand(), a.readingsListCommand(), a.readingsExportCommand(),
		a.readingsVerifyCommand())
	return cmd
}

var errNoReadings = textError{"请用 --readings 指明监测数据文件", "name the file of readings with --readings"}

// openReadings opens the file of series that the flags must name.
func (a *app) openReadings() (*series.File, error) {
	if a.readingsFile == "" {
		return nil, errNoReadings
	}
	return series.Open(a.readingsFile)
}

func (a *app) readingsImportCommand() *cobra.Command {
	var o readingOptions
	var dryRun bool
	var grade string
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: a.say("把 CSV、xlsx、Parquet 监测数据存入文件", "Append readings from CSV, xlsx or Parquet"),
		Long: a.say(`逐格核对，读不了的格子不读并列出位置；列对不上的文件整份拒绝。只存新的和改变的数；更正不抹去旧数，
“作废”二字撤回一个数。--dry-run 只看不存。有数未能读入时退出码为 1，文件读不了、什么也没有存时为 2。`,
			`Checks every cell; those that cannot be read are left out and listed by place, and a file whose columns make no
sense is refused. Only what is new or changed is kept; a correction does not erase, and a cell that says void takes
a reading back. --dry-run only looks. Exits 1 where readings were left out, 2 where nothing could be kept.`),
		Example: "  yipanqi readings import hourly.csv --readings air.series --dry-run\n" +
			"  yipanqi readings import 水质.xlsx --readings water.series --map 断面名称=section",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if a.readingsFile == "" && !dryRun {
				return errNoReadings
			}
			if o.Header.Grade = citation.Grade(grade); grade != "" && !slices.Contains(citation.Grades, o.Header.Grade) {
				return unknown("grade", grade, ids(citation.Grades, func(g citation.Grade) string { return string(g) }))
			}
			var imports []readingsImport
			left := false
			for _, file := range files {
				batch, report, some, err := a.readFile(file, &o)
				if err != nil {
					return err
				}
				left = left || some
				imports = append(imports, importOf(file, batch, &report))
			}
			return cmp.Or(a.keepReadings(imports, dryRun), findingsIf(left))
		},
	}
	o.register(a, cmd)
	flags := cmd.Flags()
	flags.BoolVarP(&dryRun, "dry-run", "n", false, a.say("只检查，不存入", "check only, keep nothing"))
	flags.StringVar(&o.Header.Source, "source", "", a.say("来源：发布单位或出处", "source: who published it, or where it is found"))
	flags.StringVar(&grade, "grade", "", a.say("来源等级，如 official、synthetic",
		"grade of the source, like official or synthetic"))
	flags.StringVar(&o.Header.Note, "note", "", a.say("备注", "note"))
	return cmd
}

// readingsImport is what became of one file, as JSON has it.
type readingsImport struct {
	File     string           `json:"file"`
	Rows     int64            `json:"rows"`
	Sites    int              `json:"sites"`
	From     measure.Date     `json:"from"`
	To       measure.Date     `json:"to"`
	Readings int64            `json:"readings"`
	Missing  int64            `json:"missing"`
	Left     int64            `json:"left"`
	Findings map[string]int64 `json:"findings"` // by code
	New      int64            `json:"new"`
	Same     int64            `json:"same"`
	Changed  int64            `json:"changed"`
	Changes  []readingChange  `json:"changes"` // the first ones
	Kept     bool             `json:"kept"`

	batch *monitor.Batch
}

type readingChange struct {
	Site string       `json:"site"`
	Item monitor.Item `json:"item"`
	At   string       `json:"at"`
	Was  string       `json:"was"` // empty where there was none
	Now  string       `json:"now"` // empty where it is taken back
}

func importOf(file string, batch *monitor.Batch, r *readings.Report) readingsImport {
	i := readingsImport{File: file, Rows: r.Rows, Sites: r.Sites, From: r.From, To: r.To, Readings: r.Readings,
		Missing: r.Missing, Left: r.Left(), Findings: map[string]int64{}, Changes: []readingChange{}, batch: batch}
	for _, c := range r.Counts {
		i.Findings[c.Code.ID] = c.N
	}
	return i
}

// keepReadings appends what is new or changed in files, each whole or not at all, and tells it.
func (a *app) keepReadings(imports []readingsImport, dryRun bool) error {
	log, closeLog, err := a.readingsLog(dryRun)
	if err != nil {
		return err
	}
	defer closeLog()
	defer a.slowly("正在存入……", "appending…")()
	for i := range imports {
		if err := imports[i].keep(log, dryRun); err != nil {
			return err
		}
	}
	if a.json {
		return json.NewEncoder(a.out).Encode(imports)
	}
	for i := range imports {
		a.tellImport(&imports[i])
	}
	return nil
}

func (i *readingsImport) keep(log monitor.Log, dryRun bool) error {
	news, p, err := monitor.Sift(log, i.batch)
	if err != nil {
		return err
	}
	i.New, i.Same, i.Changed = p.New, p.Same, p.Changed
	for _, c := range p.Changes {
		at := c.Hour.String()
		if c.Daily {
			at = c.Hour.Day().String()
		}
		i.Changes = append(i.Changes, readingChange{c.Site, c.Item, at, c.Item.Format(c.Was), c.Item.Format(c.Now)})
	}
	if len(news.Runs) == 0 && len(news.Sites) == 0 {
		return nil
	}
	i.Kept = !dryRun
	_, err = log.Append(news)
	return err
}

func (a *app) tellImport(i *readingsImport) {
	fmt.Fprintf(a.out, a.say("%s：新增 %d 个，不变 %d 个，更正 %d 个\n", "%s: %d new, %d unchanged, %d corrected\n"),
		i.batch.Origin, i.New, i.Same, i.Changed)
	void := a.say("作废", "void")
	for _, c := range i.Changes {
		fmt.Fprintf(a.out, "  %s %s %s  %s → %s\n", c.Site, c.Item, c.At, c.Was, cmp.Or(c.Now, void))
	}
	if more := i.Changed - int64(len(i.Changes)); more > 0 {
		fmt.Fprintf(a.out, a.say("  另有 %d 个\n", "  %d more\n"), more)
	}
}

// readingsLog opens the file of series to append to, made if it does not exist; for a dry run what it
// holds is only looked at.
func (a *app) readingsLog(dryRun bool) (monitor.Log, func(), error) {
	if a.readingsFile == "" {
		return monitor.NewSet(), func() {}, nil
	}
	f, err := series.Open(a.readingsFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && dryRun:
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

func (a *app) readingsListCommand() *cobra.Command {
	out := output{app: a}
	var batches bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: a.say("列出站点、项目、起止、个数；或批次", "List sites, items, span and counts; or batches"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := a.openReadings()
			if err != nil {
				return err
			}
			defer f.Close()
			defer a.slowly("正在读取……", "reading…")()
			if batches {
				return out.table(batchColumns, func(add addRow) error { return listBatches(add, f) })
			}
			return out.table(siteColumns, func(add addRow) error { return listSites(add, f) })
		},
	}
	out.register(cmd)
	cmd.Flags().BoolVar(&batches, "batches", false, a.say("列出各次导入", "list the imports"))
	return cmd
}

func listBatches(add addRow, r monitor.Reader) error {
	for _, h := range r.Headers() {
		if err := add(h.ID, h.Known, h.Origin, h.Source, string(h.Grade), h.Note); err != nil {
			return err
		}
	}
	return nil
}

func listSites(add addRow, r monitor.Reader) error {
	var held monitor.Readings
	for _, site := range r.Sites() {
		if err := r.Load(&held, site.ID, measure.Forever); err != nil {
			return err
		}
		for i := range held.Series {
			s := &held.Series[i]
			first, last, n := -1, 0, 0
			for k, v := range s.Values {
				if v != monitor.Missing {
					if n++; first < 0 {
						first = k
					}
					last = k
				}
			}
			if n == 0 {
				continue
			}
			var flags monitor.Flag
			for _, x := range s.Flags {
				flags |= x.Flag
			}
			err := add(site.ID, site.Name, site.Area, string(site.Kind), s.Item, int(s.Step), s.Day(first), s.Day(last), n,
				decimal.Percent(n, last-first+1, 1), len(s.Flags), flags)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *app) readingsExportCommand() *cobra.Command {
	var asOf asOfFlags
	var t readings.Table
	var file string
	var items []string
	cmd := &cobra.Command{
		Use:   "export",
		Short: a.say("导出为 CSV、xlsx 或 Parquet", "Write readings as CSV, xlsx or Parquet"),
		Long: a.say("写出的文件可以再导入。按时刻的与全天的值分开写：--daily 写全天的值。--known 写当时所知。",
			"What is written can be imported again. Readings by the clock and of whole days are written apart: --daily writes\n"+
				"those of days. --known writes what was known then."),
		Example: "  yipanqi readings export -r air.series -o air.parquet\n" +
			"  yipanqi readings export -r air.series --site 1431A --item pm25",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			at, err := asOf.point(fact.AsOf{Known: measure.Forever})
			if err != nil {
				return err
			}
			t.Known = at.Known
			f, err := a.openReadings()
			if err != nil {
				return err
			}
			defer f.Close()
			if err := choose(&t, f, items); err != nil {
				return err
			}
			defer a.slowly("正在导出……", "exporting…")()
			if file == "" {
				return t.CSV(a.out, f)
			}
			write := map[string]func(io.Writer, monitor.Reader) error{".csv": t.CSV, ".xlsx": t.Workbook,
				".parquet": t.Parquet}[strings.ToLower(filepath.Ext(file))]
			if write == nil {
				return textError{"输出文件的扩展名是 .csv、.xlsx 或 .parquet：" + file,
					"the file to write ends in .csv, .xlsx or .parquet: " + file}
			}
			return writeFile(file, func(w io.Writer) error { return write(w, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&file, "output", "o", "", a.say("输出文件（.csv、.xlsx 或 .parquet）；默认为标准输出",
		"file to write (.csv, .xlsx or .parquet); standard output by default"))
	flags.StringSliceVar(&t.Sites, "site", nil, a.say("只写这些站点", "these sites only"))
	flags.StringSliceVar(&items, "item", nil, a.say("只写这些项目", "these items only"))
	flags.BoolVar(&t.Daily, "daily", false, a.say("全天的值", "values of whole days"))
	flags.StringVar(&asOf.known, "known", "", a.say("获知截至日或时刻", "known by this day or moment"))
	return cmd
}

// choose settles sites and items of an export, which must be there.
func choose(t *readings.Table, r monitor.Reader, items []string) error {
	known := ids(r.Sites(), func(s monitor.Site) string { return s.ID })
	for _, site := range t.Sites {
		if !slices.Contains(known, site) {
			return unknown("site", site, known)
		}
	}
	t.Items = nil
	for _, name := range items {
		item, err := monitor.ParseItem(name)
		if err != nil {
			var all []string
			for i := range monitor.Items {
				all = append(all, i.String())
			}
			return unknown("item", name, all)
		}
		t.Items = append(t.Items, item)
	}
	return nil
}

func (a *app) readingsVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: a.say("核验文件的每一块与哈希链", "Verify every block and the hash chain"),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := a.openReadings()
			if err != nil {
				return err
			}
			defer f.Close()
			defer a.slowly("正在核验……", "verifying…")()
			if err := f.Verify(); err != nil {
				return err
			}
			pos := f.Position()
			if a.json {
				return json.NewEncoder(a.out).Encode(struct {
					File     string `json:"file"`
					Batches  int    `json:"batches"`
					Readings int64  `json:"readings"`
					Hash     string `json:"hash"`
				}{a.readingsFile, pos.Batches, pos.Readings, hex.EncodeToString(pos.Hash[:])})
			}
			fmt.Fprintf(a.out, "%s %d %x\n", a.say("完好", "sound"), pos.Readings, pos.Hash)
			return nil
		},
	}
}

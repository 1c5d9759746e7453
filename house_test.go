package yipanqi_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/yipanqi/yipanqi/"

// layers is the house: a package imports only packages of lower layers.
// docs/ARCHITECTURE.md draws it.
var layers = [][]string{
	0: {".", "locale", "measure", "measure/portable", "measure/decimal"},
	1: {"finding"},
	2: {"strict"},
	3: {"citation", "statistic", "method/edition", "method/linalg", "method/random", "method/sensitivity"},
	4: {"formula", "territory", "method/air", "method/composite", "method/flow", "method/forecast", "method/inequality", "method/network",
		"method/regional", "method/settlement", "method/sharing", "method/timetable", "method/water"},
	5: {"plan", "fact", "monitor"},
	6: {"evaluate", "monitor/synthetic", "settle", "transit"},
	7: {"method", "exchange", "exchange/gtfs", "exchange/network", "exchange/osm", "exchange/sheet", "exchange/readings",
		"render", "store/sqlite", "store/storetest", "store/series", "finding/gallery"},
	8:  {"workspace", "plans/chengyu"},
	9:  {"web"},
	10: {"cmd/yipanqi"},
}

// siblings stand on one layer, and the first may import the others.
var siblings = map[string][]string{
	"measure":           {"measure/portable"},
	"store/sqlite":      {"store/storetest"},
	"evaluate":          {"transit"},
	"exchange":          {"exchange/sheet"},
	"exchange/gtfs":     {"exchange/sheet"},
	"exchange/network":  {"exchange/sheet"},
	"exchange/osm":      {"exchange/network", "exchange/sheet"},
	"exchange/readings": {"exchange", "exchange/sheet"},
}

// pureUpTo is the last layer whose packages touch nothing outside their arguments; render too.
const pureUpTo = 6

// impure names what pure packages must not import: the machine, the network, the clock's
// consequences and randomness nobody seeded.
var impure = []string{"os", "os/exec", "net", "net/http", "database/sql", "math/rand",
	"math/rand/v2", "crypto/rand", "syscall", "log", "flag"}

// clockCalls read the clock; only cmd may.
var clockCalls = []string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker"}

func layerOf(pkg string) (int, bool) {
	for n, names := range layers {
		if slices.Contains(names, pkg) {
			return n, true
		}
	}
	return 0, false
}

type sourceFile struct {
	path, pkg string
	test      bool
	ast       *ast.File
	fset      *token.FileSet
}

func sourceFiles(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "bench" ||
			name == "testdata" || name == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || path == "house_test.go" {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, sourceFile{path, filepath.ToSlash(filepath.Dir(path)),
			strings.HasSuffix(name, "_test.go"), f, fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestPackagesImportOnlyLowerLayers(t *testing.T) {
	for _, f := range sourceFiles(t) {
		mine, ok := layerOf(f.pkg)
		if !ok {
			t.Errorf("%s: package %s has no layer; give it one in house_test.go", f.path, f.pkg)
			continue
		}
		if f.test {
			continue // tests may look up: they join packages that must not know each other
		}
		for _, imp := range f.ast.Imports {
			path, _ := strconv.Unquote(imp.Path.Value)
			pkg, ours := strings.CutPrefix(path, module)
			if !ours || slices.Contains(siblings[f.pkg], pkg) {
				continue
			}
			if theirs, ok := layerOf(pkg); !ok || theirs >= mine {
				t.Errorf("%s: %s (layer %d) imports %s (layer %d)", f.path, f.pkg, mine, pkg, theirs)
			}
		}
	}
}

func TestPurePackagesTouchNothingOutside(t *testing.T) {
	for _, f := range sourceFiles(t) {
		layer, _ := layerOf(f.pkg)
		if f.test || layer > pureUpTo && f.pkg != "render" && f.pkg != "exchange" {
			continue
		}
		for _, imp := range f.ast.Imports {
			path, _ := strconv.Unquote(imp.Path.Value)
			if slices.Contains(impure, path) || strings.HasPrefix(path, "net/") && path != "net/url" {
				t.Errorf("%s: pure package %s imports %s", f.path, f.pkg, path)
			}
		}
	}
}

func TestOnlyCommandsReadTheClock(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.test || strings.HasPrefix(f.pkg, "cmd/") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clockCalls, sel.Sel.Name) {
				t.Errorf("%s: time.%s below cmd", f.fset.Position(sel.Pos()), sel.Sel.Name)
			}
			return true
		})
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	said := map[string]bool{}
	for _, f := range sourceFiles(t) {
		if !f.test {
			said[f.pkg] = said[f.pkg] || f.ast.Doc != nil
		}
	}
	for pkg, ok := range said {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

func TestFunctionsFitOnAScreen(t *testing.T) {
	const limit = 70
	for _, f := range sourceFiles(t) {
		if f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1
			if lines > limit {
				t.Errorf("%s: %s has %d lines, more than %d", f.fset.Position(fn.Pos()), fn.Name.Name, lines, limit)
			}
		}
	}
}

func TestLinesFitInAWindow(t *testing.T) {
	const limit = 120
	for _, f := range sourceFiles(t) {
		text, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if n := len([]rune(line)); n > limit {
				t.Errorf("%s:%d: %d columns, more than %d", f.path, i+1, n, limit)
			}
		}
	}
}

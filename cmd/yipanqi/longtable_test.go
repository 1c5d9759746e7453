package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// FuzzRegional gives the command any file: it answers, with findings or not, or says why it cannot,
// and never writes NaN.
func FuzzRegional(f *testing.F) {
	for _, text := range []string{"", "地区,年份,值\n甲,2020,1\n乙,2020,3\n",
		"area\tyear\tvalue\tweight\na\t2020\t1e308\t1\nb\t2020\t1e308\t0",
		"\xb5\xd8\xc7\xf8,year,value\na,2020,\xff", "area,year,value\n\"a,2020,1", "area,year,value\na,2020,0\nb,2020,-0",
		"area,year,value,industry\na,2020,1,x\na,2021,2,x\nb,2020,5e-324,x\nb,2021,3,x",
		"area,year,value\na,2020,５\na,２０２１,1,234"} {
		for kind := range uint8(3) {
			f.Add([]byte(text), kind)
		}
	}
	asked := []string{"inequality,primacy,rank-size", "beta,sigma,clubs,mobility",
		"lq,specialisation,similarity,shift-share"}
	f.Fuzz(func(t *testing.T, text []byte, kind uint8) {
		file := filepath.Join(t.TempDir(), "data.csv")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		args := []string{"regional", file, "--measure", asked[int(kind)%len(asked)], "--permutations", "9"}
		code := run(context.Background(), args, &out, &errs, time.Now, func(string) string { return "" })
		switch {
		case bytes.Contains(out.Bytes(), []byte("NaN")) && !bytes.Contains(text, []byte("NaN")) ||
			bytes.Contains(out.Bytes(), []byte(",+Inf")):
			t.Errorf("%q gives\n%s", text, out.Bytes())
		case code == exitNoAnswer && errs.Len() == 0:
			t.Errorf("%q: no answer and no reason", text)
		}
	})
}

package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/measure"
)

// Unpacked is how many times its size, at the limit, a workbook may unpack to.
const Unpacked = 4

// Problem is why a workbook is not to be opened.
type Problem uint8

// Problems.
const (
	Sound Problem = iota
	Broken
	TooLarge
	Macros
)

// Inspect looks at an archive before anything in it is unpacked: what it claims to unpack to, which
// must not be above limit bytes, and whether it holds macros. The zip reader holds it to what it
// claims. What was found is said for people.
func Inspect(data []byte, limit uint64) (found string, problem Problem) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err.Error(), Broken
	}
	total := uint64(0)
	for _, f := range archive.File {
		if f.UncompressedSize64 > limit || total+f.UncompressedSize64 > limit {
			return f.Name, TooLarge
		}
		total += f.UncompressedSize64
		part := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		if strings.HasPrefix(path.Base(part), "vbaproject") || strings.Contains(part, "macrosheets/") {
			return f.Name, Macros
		}
	}
	return "", Sound
}

// Open opens a workbook in memory. The library may panic on files that break its assumptions; that
// is an error like others.
func Open(data []byte, limit int64) (book *excelize.File, err error) {
	defer Recovered(&err)
	return excelize.OpenReader(bytes.NewReader(data),
		excelize.Options{UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit})
}

// Recovered turns a panic of the library into an error; it is deferred.
func Recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("malformed: %v", p)
	}
}

// Spreadsheets store a day as a number: days since 1899-12-30 (for days from March 1900 on), or since
// 1904-01-01 in workbooks that say so.
var (
	Epoch1900 = measure.DateOf(1899, time.December, 30)
	Epoch1904 = measure.DateOf(1904, time.January, 1)
)

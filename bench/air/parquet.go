package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/parquet-go/parquet-go"

	"github.com/yipanqi/yipanqi/method/air"
)

// reader reads row groups of whole stations on several workers.
type reader struct {
	file  *parquet.File
	close func() error
	order []int // column index by our order of columns
}

func openParquet(path string) (*reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true),
		parquet.ReadBufferSize(1<<20))
	if err != nil {
		return nil, err
	}
	r := &reader{file: file, close: f.Close}
	for _, name := range columns {
		leaf, ok := file.Schema().Lookup(name)
		if !ok {
			return nil, fmt.Errorf("%s: no column %s", path, name)
		}
		r.order = append(r.order, leaf.ColumnIndex)
	}
	return r, nil
}

// each calls f with every station's readings, which f may not keep unless keep is set.
func (r *reader) each(workers int, keep bool, f func(station int, h *air.Hours)) error {
	groups := make(chan parquet.RowGroup)
	errs := make(chan error, workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			var b buffers
			for g := range groups {
				if err := b.read(r, g, keep, f); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	var failed error
	for _, g := range r.file.RowGroups() {
		select {
		case groups <- g:
			continue
		case failed = <-errs:
		}
		break
	}
	close(groups)
	wg.Wait()
	select {
	case err := <-errs:
		return err
	default:
		return failed
	}
}

// buffers of one worker.
type buffers struct {
	column [8][]int32
}

// read reads a row group and cuts it into stations; hours must follow each other.
func (b *buffers) read(r *reader, g parquet.RowGroup, keep bool, f func(int, *air.Hours)) error {
	n := int(g.NumRows())
	chunks := g.ColumnChunks()
	for i := range b.column {
		if keep || cap(b.column[i]) < n {
			b.column[i] = make([]int32, n)
		}
		b.column[i] = b.column[i][:n]
		if err := readColumn(chunks[r.order[i]], b.column[i]); err != nil {
			return fmt.Errorf("column %s: %w", columns[i], err)
		}
	}
	station, hour := b.column[0], b.column[1]
	for from := 0; from < n; {
		to := from + 1
		for to < n && station[to] == station[from] {
			if hour[to] != hour[to-1]+1 {
				return fmt.Errorf("station %d: hour %d after %d", station[to], hour[to], hour[to-1])
			}
			to++
		}
		h := &air.Hours{First: air.Hour(hour[from])}
		for i := range h.Value {
			h.Value[i] = b.column[2+i][from:to:to]
		}
		f(int(station[from]), h)
		from = to
	}
	return nil
}

// readColumn decodes a column of int32, with air.Missing for nulls.
func readColumn(c parquet.ColumnChunk, into []int32) error {
	pages := c.Pages()
	defer pages.Close()
	at := 0
	for {
		p, err := pages.ReadPage()
		if err == io.EOF {
			if at != len(into) {
				return fmt.Errorf("%d values, expected %d", at, len(into))
			}
			return nil
		}
		if err != nil {
			return err
		}
		at += expand(into[at:], p)
		parquet.Release(p)
	}
}

// expand writes a page's values, with Missing where the definition level says null.
func expand(into []int32, p parquet.Page) int {
	data := p.Data()
	values := data.Int32()
	if dict := p.Dictionary(); dict != nil {
		entries := dict.Page().Data()
		for i, known := 0, entries.Int32(); i < len(values); i++ {
			values[i] = known[values[i]] // the page is ours until it is released
		}
	}
	levels := p.DefinitionLevels()
	if p.NumNulls() == 0 {
		return copy(into, values)
	}
	at := 0
	for k, level := range levels {
		v := int32(air.Missing)
		if level != 0 {
			v = values[at]
			at++
		}
		into[k] = v
	}
	return len(levels)
}

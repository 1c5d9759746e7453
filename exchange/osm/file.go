package osm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/zlib"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/yipanqi/yipanqi/finding"
)

// Limits of the format: https://wiki.openstreetmap.org/wiki/PBF_Format
const (
	mostHeader = 64 << 10
	mostBlock  = 32 << 20
)

// Is reports whether a file begins as an OpenStreetMap PBF does.
func Is(head []byte) bool {
	return len(head) > 15 && head[0] == 0 && head[1] == 0 && string(head[4:15]) == "\x0a\x09OSMHeader"
}

// block is a block of a file: where it starts, and where what it holds lies, in bytes.
type block struct {
	kind          string
	start         int64
	content, size int64
}

func (b block) end() int64 { return b.content + b.size }

// listBlocks goes from block to block by their lengths: that the file is one of blocks, and that none is
// cut off, is known before any is unpacked.
func listBlocks(file string, r io.ReaderAt, size int64) (all []block, findings []finding.Finding) {
	fail := func(c *finding.Code, pairs ...string) ([]block, []finding.Finding) {
		return nil, []finding.Finding{finding.New(c, finding.Pos{File: file}, file, pairs...)}
	}
	for at := int64(0); at < size || at == 0; {
		b, err := blockAt(r, at)
		cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && b.end() > size
		switch offset := strconv.FormatInt(at, 10); {
		case at == 0 && cut && b.kind == "":
			return fail(NotPBF, "found", "EOF")
		case cut:
			return fail(Truncated, "offset", offset)
		case at == 0 && b.kind != "OSMHeader":
			return fail(NotPBF, "found", fmt.Sprintf("%.20q", b.kind))
		case err != nil:
			return fail(Broken, "offset", offset, "found", err.Error())
		}
		all = append(all, b)
		at = b.end()
	}
	return all, nil
}

// blockAt reads what stands before a block: its kind and size.
func blockAt(r io.ReaderAt, at int64) (b block, err error) {
	var length [4]byte
	if _, err := r.ReadAt(length[:], at); err != nil {
		return b, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > mostHeader {
		return block{kind: string(length[:])}, fmt.Errorf("a header of %d bytes", n)
	}
	header := make([]byte, n)
	if _, err := r.ReadAt(header, at+4); err != nil {
		return b, err
	}
	b = block{start: at, content: at + 4 + int64(n), size: -1}
	err = eachField(header, func(field protowire.Number, number uint64, data []byte) error {
		switch field {
		case 1:
			b.kind = string(data)
		case 3:
			b.size = int64(number)
		}
		return nil
	})
	if err == nil && (b.size < 0 || b.size > mostBlock) {
		err = fmt.Errorf("a block of %d bytes", b.size)
	}
	return b, err
}

// needs is something that a file asks for, and that cannot be read.
type needs string

func (n needs) Error() string { return string(n) }

// unpacker unpacks blocks, one after the other, in the same memory.
type unpacker struct {
	packed, raw []byte
	inflate     io.ReadCloser
}

// unpack reads what a block holds; it is good until the next call.
func (u *unpacker) unpack(r io.ReaderAt, b block) ([]byte, error) {
	u.packed = sized(u.packed, b.size)
	if _, err := r.ReadAt(u.packed, b.content); err != nil {
		return nil, err
	}
	var raw, deflated []byte
	size := uint64(0)
	err := eachField(u.packed, func(field protowire.Number, number uint64, data []byte) error {
		switch field {
		case 1:
			raw = data
		case 2:
			size = number
		case 3:
			deflated = data
		case 4, 5, 6, 7:
			return needs([]string{"lzma", "bzip2", "lz4", "zstd"}[field-4])
		}
		return nil
	})
	switch {
	case err != nil || raw != nil:
		return raw, err
	case deflated == nil || size > mostBlock:
		return nil, fmt.Errorf("%d bytes unpacked", size)
	}
	return u.unzip(deflated, int64(size))
}

func (u *unpacker) unzip(deflated []byte, size int64) (raw []byte, err error) {
	source := bytes.NewReader(deflated)
	if u.inflate == nil {
		u.inflate, err = zlib.NewReader(source)
	} else {
		err = u.inflate.(zlib.Resetter).Reset(source, nil)
	}
	if err != nil {
		u.inflate = nil
		return nil, err
	}
	u.raw = sized(u.raw, size)
	if _, err := io.ReadFull(u.inflate, u.raw); err != nil {
		return nil, err
	}
	var more [1]byte // the checksum is compared at the end
	if n, err := u.inflate.Read(more[:]); n > 0 || !errors.Is(err, io.EOF) {
		return nil, errors.Join(fmt.Errorf("more than %d bytes unpacked", size), err)
	}
	return u.raw, nil
}

// checkHeader reads what a file asks of its readers.
func checkHeader(raw []byte) error {
	return eachField(raw, func(field protowire.Number, _ uint64, data []byte) error {
		if feature := string(data); field == 4 && feature != "OsmSchema-V0.6" && feature != "DenseNodes" {
			return needs(feature)
		}
		return nil
	})
}

func sized(b []byte, n int64) []byte {
	if int64(cap(b)) < n {
		return make([]byte, n)
	}
	return b[:n]
}

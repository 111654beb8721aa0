package rollup

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
)

// errLayout says that a segment is not written as a rollup can read it; the engine below answers then.
var errLayout = errors.New("segment has another layout")

// texts is a text column of one row group: a code into a dictionary for each row, −1 for null. Rows that
// share a code share the text; equal texts may have several codes.
type texts struct {
	codes []int32
	ends  []uint32 // of each text in data
	data  []byte
}

func (t *texts) text(code int32) []byte {
	from := uint32(0)
	if code > 0 {
		from = t.ends[code-1]
	}
	return t.data[from:t.ends[code]]
}

func (t *texts) reset() { t.codes, t.ends, t.data = t.codes[:0], t.ends[:0], t.data[:0] }

func (t *texts) add(b []byte) {
	t.data = append(t.data, b...)
	t.ends = append(t.ends, uint32(len(t.data)))
}

// withFile opens a segment for a while. Places gives the number of each column.
func withFile(path string, use func(f *parquet.File, places map[string]int) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	p, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<20))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	places := map[string]int{}
	for i, column := range p.Schema().Columns() {
		if len(column) == 1 {
			places[column[0]] = i
		}
	}
	return use(p, places)
}

// timeRange reads the least and the greatest time of a row group from its statistics.
func timeRange(f *parquet.File, group int, places map[string]int) (low, high int64, ok bool) {
	place, ok := places["time"]
	if !ok {
		return 0, 0, false
	}
	s := f.Metadata().RowGroups[group].Columns[place].MetaData.Statistics
	if len(s.MinValue) != 8 || len(s.MaxValue) != 8 {
		return 0, 0, false
	}
	return int64(binary.LittleEndian.Uint64(s.MinValue)), int64(binary.LittleEndian.Uint64(s.MaxValue)), true
}

// eachPage visits the pages of a row group's column; a column that the segment does not have has none.
func eachPage(group parquet.RowGroup, places map[string]int, name string, visit func(parquet.Page) error) (err error) {
	place, ok := places[name]
	if !ok {
		return nil
	}
	pages := group.ColumnChunks()[place].Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", name, err)
		}
		err = visit(page)
		parquet.Release(page)
		if err != nil {
			return err
		}
	}
}

// readTexts reads a text column of a row group.
func readTexts(group parquet.RowGroup, places map[string]int, name string, t *texts) error {
	t.reset()
	dictionary := -1 // where the chunk's dictionary begins among the texts
	err := eachPage(group, places, name, func(page parquet.Page) error {
		values := page.Data()
		levels := page.DefinitionLevels()
		if d := page.Dictionary(); d != nil {
			if dictionary < 0 {
				dictionary = len(t.ends)
				for i := range d.Len() {
					t.add(d.Index(int32(i)).ByteArray())
				}
			}
			if values.Kind() != encoding.Int32 {
				return errLayout
			}
			t.appendCodes(values.Int32(), levels, int(page.NumValues()), int32(dictionary))
			return nil
		}
		if values.Kind() != encoding.ByteArray {
			return errLayout
		}
		data, offsets := values.ByteArray()
		first := int32(len(t.ends))
		codes := make([]int32, 0, max(0, len(offsets)-1))
		for i := 0; i+1 < len(offsets); i++ {
			t.add(data[offsets[i]:offsets[i+1]])
			codes = append(codes, int32(i))
		}
		t.appendCodes(codes, levels, int(page.NumValues()), first)
		return nil
	})
	if err == nil && len(t.codes) == 0 {
		t.codes = nulls(t.codes, int(group.NumRows()))
	}
	return err
}

// appendCodes spreads the values that are not null over the rows.
func (t *texts) appendCodes(values []int32, levels []byte, rows int, first int32) {
	if len(values) == rows {
		for _, v := range values {
			t.codes = append(t.codes, v+first)
		}
		return
	}
	k := 0
	for _, level := range levels[:rows] {
		if level == 0 {
			t.codes = append(t.codes, -1)
			continue
		}
		t.codes = append(t.codes, values[k]+first)
		k++
	}
}

func nulls(codes []int32, rows int) []int32 {
	for range rows {
		codes = append(codes, -1)
	}
	return codes
}

// readInts reads a 64-bit column of a row group, null as the value given.
func readInts(group parquet.RowGroup, places map[string]int, name string, null int64, out []int64) ([]int64, error) {
	out = out[:0]
	err := eachPage(group, places, name, func(page parquet.Page) error {
		values, err := pageInts(page)
		if err != nil {
			return err
		}
		rows := int(page.NumValues())
		if len(values) == rows {
			out = append(out, values...)
			return nil
		}
		k := 0
		for _, level := range page.DefinitionLevels()[:rows] {
			if level == 0 {
				out = append(out, null)
				continue
			}
			out = append(out, values[k])
			k++
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		for range group.NumRows() {
			out = append(out, null)
		}
	}
	return out, err
}

func pageInts(page parquet.Page) ([]int64, error) {
	values := page.Data()
	d := page.Dictionary()
	switch {
	case d == nil && values.Kind() == encoding.Int64:
		return values.Int64(), nil
	case d != nil && values.Kind() == encoding.Int32 && d.Type().Kind() == parquet.Int64:
		codes := values.Int32()
		out := make([]int64, len(codes))
		for i, c := range codes {
			out[i] = d.Index(c).Int64()
		}
		return out, nil
	}
	return nil, errLayout
}

package metric

import (
	"encoding/binary"
	"errors"
)

// errShort says that encoded values end too early.
var errShort = errors.New("encoded value is cut short")

// Append writes the number in a few bytes; ReadNumber reads it.
func (n Number) Append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(n.den))
	if n.den == 0 {
		return b
	}
	return binary.AppendVarint(b, n.num)
}

// ReadNumber reads what Append wrote and returns the rest.
func ReadNumber(b []byte) (Number, []byte, error) {
	den, k := binary.Uvarint(b)
	if k <= 0 {
		return Unknown, nil, errShort
	}
	b = b[k:]
	if den == 0 {
		return Unknown, b, nil
	}
	num, k := binary.Varint(b)
	if k <= 0 {
		return Unknown, nil, errShort
	}
	return Number{num, int64(den)}, b[k:], nil
}

func (v *Value) numbers() []*Number {
	return []*Number{&v.Value, &v.Numerator, &v.Denominator, &v.P90, &v.Prior, &v.PriorP90, &v.PriorNumerator, &v.PriorDenominator, &v.Change, &v.Low, &v.High}
}

// Append writes the figures of the value, without its account and period.
func (v Value) Append(b []byte) []byte {
	b = binary.AppendVarint(b, v.N)
	b = binary.AppendVarint(b, v.PriorN)
	for _, n := range v.numbers() {
		b = n.Append(b)
	}
	return b
}

// Read reads the figures that Append wrote.
func (v *Value) Read(b []byte) error {
	for _, n := range []*int64{&v.N, &v.PriorN} {
		x, k := binary.Varint(b)
		if k <= 0 {
			return errShort
		}
		*n, b = x, b[k:]
	}
	var err error
	for _, n := range v.numbers() {
		if *n, b, err = ReadNumber(b); err != nil {
			return err
		}
	}
	return nil
}

package googleapis

import (
	"bytes"
	"encoding/json"
	"math"
)

// Lenient reads what some camera or uploader wrote, in quotes or without, and is
// zero for what makes no sense: one odd item must not hide the others of its page.
type Lenient[T any] struct{ Value T }

// UnmarshalJSON never fails.
func (l *Lenient[T]) UnmarshalJSON(data []byte) error {
	for _, text := range [][]byte{data, bytes.Trim(data, `"`)} {
		var value T
		if json.Unmarshal(text, &value) == nil {
			l.Value = value
			break
		}
	}
	return nil
}

// Whole is zero for numbers that no picture and no camera has.
func Whole(number Lenient[float64]) int {
	if math.Abs(number.Value) > math.MaxInt32 {
		return 0
	}
	return int(number.Value)
}

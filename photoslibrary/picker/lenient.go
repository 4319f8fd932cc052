package picker

import (
	"bytes"
	"encoding/json"
	"math"
)

// lenient reads what some camera or uploader wrote, in quotes or without, and is
// zero for what makes no sense: one odd item must not hide the others of its page.
type lenient[T any] struct{ value T }

func (l *lenient[T]) UnmarshalJSON(data []byte) error {
	for _, text := range [][]byte{data, bytes.Trim(data, `"`)} {
		var value T
		if json.Unmarshal(text, &value) == nil {
			l.value = value
			break
		}
	}
	return nil
}

// whole is zero for numbers that no picture and no camera has.
func whole(number lenient[float64]) int {
	if math.Abs(number.value) > math.MaxInt32 {
		return 0
	}
	return int(number.value)
}

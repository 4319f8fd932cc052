package googleapis

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Number reads an integer in both spellings Google uses: "12" and 12.
type Number int64

// UnmarshalJSON implements [json.Unmarshaler]; null and "" are 0.
func (n *Number) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "" || text == "null" {
		*n = 0
		return nil
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("want a whole number, got %q", text)
	}
	*n = Number(value)
	return nil
}

// Seconds reads a protobuf duration such as "0.001s".
type Seconds time.Duration

// UnmarshalJSON implements [json.Unmarshaler]; null and "" are 0.
func (s *Seconds) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return errors.New(`want a duration such as "1.5s"`)
	}
	if text == "" {
		*s = 0
		return nil
	}
	value, err := time.ParseDuration(text)
	if err != nil || !strings.HasSuffix(text, "s") {
		return fmt.Errorf("want a duration such as \"1.5s\", got %q", text)
	}
	*s = Seconds(value)
	return nil
}

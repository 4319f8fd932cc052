package rclonecfg

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting connects one option of a remote with the field that holds it.
type setting struct {
	key string
	// text returns the option's value for what the field has now. It is zero
	// when that is rclone's default. What it writes has passed read at the end,
	// so that both directions have the same rules.
	text func() (Secret, error)
	// read sets the field to the option's value, which is not empty.
	read func(value string) error
}

func secretSetting(key string, field *Secret) setting {
	return setting{
		key:  key,
		text: func() (Secret, error) { return *field, nil },
		read: func(value string) error { *field = NewSecret(value); return nil },
	}
}

func textSetting(key string, field *string) setting {
	return formSetting(key, field, "", func(value string) (string, error) { return value, nil })
}

// formSetting is for text that has rules. The function canonical checks it and
// returns it in the form in which it is compared and written.
func formSetting(key string, field *string, standard string, canonical func(string) (string, error)) setting {
	return setting{
		key: key,
		text: func() (Secret, error) {
			if *field == "" {
				return Secret{}, nil
			}
			value, err := canonical(*field)
			if err != nil || value == standard {
				return Secret{}, err
			}
			return NewSecret(value), nil
		},
		read: func(value string) error {
			value, err := canonical(value)
			if err == nil && value == standard {
				value = ""
			}
			*field = value
			return err
		},
	}
}

// boolSetting is for options that are false unless set. rclone reads the words
// that strconv.ParseBool reads.
func boolSetting(key string, field *bool) setting {
	return setting{
		key: key,
		text: func() (Secret, error) {
			if !*field {
				return Secret{}, nil
			}
			return NewSecret("true"), nil
		},
		read: func(value string) (err error) {
			if *field, err = strconv.ParseBool(value); err != nil {
				return reasonError("is neither true nor false: write one of them")
			}
			return nil
		},
	}
}

// intSetting is for numbers from low to high. The field is 0 for rclone's
// default.
func intSetting(key string, field *int, standard, low, high int) setting {
	return setting{
		key: key,
		text: func() (Secret, error) {
			if *field == 0 || *field == standard {
				return Secret{}, nil
			}
			return NewSecret(strconv.Itoa(*field)), nil
		},
		read: func(value string) error {
			number, ok := parseInt(value)
			if !ok || number < low || number > high {
				return reasonError(fmt.Sprintf("is not a number from %d to %d: write it in digits, without a zero in front", low, high))
			}
			if number == standard {
				number = 0
			}
			*field = number
			return nil
		},
	}
}

// parseInt reads a number as rclone does, with fmt: blanks around it, a sign, and
// the prefixes of other bases. rclone also takes a leading zero for such a
// prefix, and reads 02010 as 1032; nobody means that.
func parseInt(text string) (int, bool) {
	digits := strings.TrimLeft(strings.TrimSpace(text), "+-")
	if len(digits) > 1 && digits[0] == '0' && strings.ContainsAny(digits[1:2], "0123456789_") {
		return 0, false
	}
	var number int
	_, err := fmt.Sscanln(text, &number)
	return number, err == nil
}

func durationSetting(key string, field *time.Duration) setting {
	return setting{
		key: key,
		text: func() (Secret, error) {
			if *field == 0 {
				return Secret{}, nil
			}
			return NewSecret(field.String()), nil
		},
		read: func(value string) error {
			d, err := parseDuration(value)
			if err == nil && d < 0 {
				err = reasonError("is negative, which rclone takes for its default: write a duration like 10s")
			}
			*field = d
			return err
		},
	}
}

// oneOf is the rule of options that have one of a few values.
func oneOf(words ...string) func(string) (string, error) {
	return func(value string) (string, error) {
		if !slices.Contains(words, value) {
			return "", reasonError("is none of " + strings.Join(words, ", ") + ": write one of them, in this spelling")
		}
		return value, nil
	}
}

// urlSetting is for addresses. rclone looks at them only when it uses them, so
// a wrong one shows late.
func urlSetting(key string, field *string) setting {
	return formSetting(key, field, "", func(value string) (string, error) {
		u, err := url.Parse(value)
		switch {
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
			return "", reasonError("is not an address: write it like https://example.com/path")
		case u.User != nil:
			return "", reasonError(`has a user name in it, which rclone would show in "rclone config redacted": leave it out`)
		case strings.ContainsRune(value, '#'):
			return "", reasonError("has a part after #, which no server sees: leave it out")
		}
		return value, nil
	})
}

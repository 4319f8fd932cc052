package rclonecfg_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// allocated is how many bytes work takes from memory, whether or not it gives
// them back.
func allocated(work func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestLongValue(t *testing.T) {
	value := strings.Repeat("%(é) =;#[]", 1_000_000)
	var file rclonecfg.File
	require.NoError(t, file.SetRemote(remote("p", "t", "a", value, "b", value+" ")))
	require.Equal(t, map[string]string{"type": "t", "a": value, "b": value + " "}, options(t, &file, "p"))
	again, err := rclonecfg.ParseFile(file.Bytes())
	require.NoError(t, err)
	require.Equal(t, options(t, &file, "p"), options(t, again, "p"))
}

func TestManyLines(t *testing.T) {
	const count = 30_000
	lines := func(format string) string {
		var text strings.Builder
		for i := range count {
			fmt.Fprintf(&text, format, i)
		}
		return text.String()
	}
	for name, test := range map[string]struct {
		text             string
		sections, values int
	}{
		"comments":         {strings.Repeat("# c\n", 1_000_000) + "[p]\nk=v", 1, 1},
		"keys":             {"[p]\n" + lines("k%d=v\n"), 1, count},
		"same key":         {"[p]\n" + strings.Repeat("k=v\n", count), 1, 1},
		"numbered":         {"[p]\n" + strings.Repeat("- = v\n", count), 1, count},
		"same section":     {strings.Repeat("[p]\nk = v\n", count), 1, 1},
		"default":          {lines("k%d=v\n") + "[p]\n", 2, count},
		"nameless":         {strings.Repeat("[]\n", count) + "[p]\n", 2, 0},
		"sections":         {lines("[p%d]\n") + "[p]\n", count + 1, 0},
		"comment, section": {lines("# c\n[p%d]\n") + "[p]\n", count + 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := rclonecfg.ParseFile([]byte(test.text))
			require.NoError(t, err)
			names := file.Remotes()
			require.Len(t, names, test.sections)
			r, ok := file.Remote(names[0])
			require.True(t, ok)
			require.Len(t, r.Options, test.values)
			// All of them change in one edit.
			for i := range r.Options {
				r.Options[i].Value = rclonecfg.NewSecret("w")
			}
			r.Name, r.Type = "new", "t"
			if test.values > 1 && name != "numbered" {
				require.NoError(t, file.SetRemote(r))
				got, _ := file.Remote("new")
				require.Len(t, got.Options, test.values)
			}
			require.True(t, file.DeleteRemote("p"))
			require.NotContains(t, file.Remotes(), "p")
		})
	}
}

// Files on which rclone runs out of memory or stack, or takes very long.
func TestReferenceBombs(t *testing.T) {
	chain := func(format string, count int, last string) string {
		var text strings.Builder
		for i := range count {
			fmt.Fprintf(&text, format, i, i+1)
		}
		return text.String() + last
	}
	for name, test := range map[string]struct{ text, says string }{
		"doubling":          {chain("a%d = %%(a%[2]d)s%%(a%[2]d)s\n", 100, "a100 = x"), "grows"},
		"doubling itself":   {"[p]\na = x%(a)s%(a)s\n", "grows"},
		"growing itself":    {"[p]\na = %(a)s" + strings.Repeat("x", 10_000), "grows"},
		"each other":        {"[p]\na = x%(b)s%(b)s\nb = x%(a)s%(a)s\n", "grows"},
		"many in a section": {"x = " + strings.Repeat("x", 100_000) + "\n[p]\n" + chain("a%[1]d = %%(x)s\n", 100_000, ""), "grows"},
		"many in one value": {"x = " + strings.Repeat("x", 100_000) + "\n[p]\na = " + strings.Repeat("%(x)s", 100_000), "grows"},
		"deep":              {chain("a%d = %%(a%d)s\n", 100_000, "a100000 = x"), "too often"},
		"deep, other way":   {"a0 = x\n" + chain("a%[2]d = %%(a%[1]d)s\n", 100_000, ""), "too often"},
		"endless":           {chain("a%d = %%(a%d)s\n", 500, "a500 = %(a0)s"), "refers to itself"},
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			bytes := allocated(func() { _, err = rclonecfg.ParseFile([]byte(test.text)) })
			require.ErrorAs(t, err, new(*rclonecfg.ParseError))
			require.ErrorContains(t, err, test.says)
			require.Less(t, bytes, uint64(len(test.text)*50+64<<20))
		})
	}
	for name, text := range map[string]string{
		"not closed":    "[p]\na = " + strings.Repeat("%(", 5_000_000),
		"no s":          "[p]\na = " + strings.Repeat("%()", 3_000_000),
		"not there":     "[p]\na = " + strings.Repeat("%(x)s", 1_000_000),
		"long and one":  "x = 1\n[p]\na = " + strings.Repeat("x", 5_000_000) + "%(x)s",
		"in a circle":   "[p]\n" + strings.Repeat("a = %(b)s\nb = %(a)s\n", 10_000),
		"deep, allowed": chain("a%d = %%(a%d)s\n", 1000, "a1000 = x"),
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, text)
			_, ok := file.Remote(file.Remotes()[0])
			require.True(t, ok)
		})
	}
}

// The cost of a remote does not depend on how many others there are: for a
// hundred times the remotes, each takes the same from memory.
func TestLinear(t *testing.T) {
	cost := func(count int) map[string]float64 {
		remotes := make([]rclonecfg.Remote, count)
		for i := range remotes {
			remotes[i] = remote(fmt.Sprintf("photos%07d", i), "googlephotos", "client_id", "id", "token", `{"access_token":"x"}`)
		}
		var file rclonecfg.File
		var data []byte
		perRemote := map[string]float64{}
		for _, step := range []struct {
			name string
			work func()
		}{
			{"SetRemote", func() {
				for _, r := range remotes {
					require.NoError(t, file.SetRemote(r))
				}
			}},
			{"Bytes", func() { data = file.Bytes() }},
			{"ParseFile", func() {
				parsed, err := rclonecfg.ParseFile(data)
				require.NoError(t, err)
				file = *parsed
			}},
			{"Remotes", func() { require.Len(t, file.Remotes(), count) }},
			{"Remote", func() {
				for _, r := range remotes {
					_, ok := file.Remote(r.Name)
					require.True(t, ok)
				}
			}},
			{"SetOption", func() {
				for _, r := range remotes {
					require.NoError(t, file.SetOption(r.Name, "token", rclonecfg.NewSecret(`{"access_token":"y"}`)))
				}
			}},
			{"DeleteRemote", func() {
				for _, r := range remotes {
					require.True(t, file.DeleteRemote(r.Name))
				}
			}},
		} {
			perRemote[step.name] = float64(allocated(step.work)) / float64(count)
		}
		require.Equal(t, 1, strings.Count(string(file.Bytes())+"\n", "\n"))
		return perRemote
	}
	few, many := cost(100), cost(10_000)
	for name := range few {
		require.Less(t, many[name], 2*few[name]+64, name)
	}
}

package rcloneproof_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzFileAgainstGoconfig reads a file as goconfig does, then edits it with what
// comes out of the number, and reads again.
func FuzzFileAgainstGoconfig(f *testing.F) {
	for i, text := range []string{
		"", "[p]\ntype = t\n", "\ufeff[p]\r\nk = v\r\n", "a = %(b)s\nb = c\n[p]\nx = %(a)s\n", "[p.q]\n[p]\nk=v\n",
		"[p]\n- = 1\n- = 2\n", "[p]\nk = ` v `\n\"\"\"a=\"\"\" = \"\"\" w \"\"\"\n", "[]\n[p]\n", "RCLONE_ENCRYPT_V0:\nAA\n",
		"[p]\n\"\" = x\n\" \" = y\nz = %( )s\n",
	} {
		f.Add([]byte(text), uint64(i))
	}
	for i := range uint64(50) {
		f.Add(generateFile(random(1, i)), i)
	}
	f.Fuzz(func(t *testing.T, text []byte, number uint64) {
		if _, verdict := requireSameAsGoconfig(t, text); verdict != loaded {
			return
		}
		file := parse(t, string(text))
		random := random(number, 0)
		for range 1 + random.IntN(4) {
			if editRandomly(t, random, file) {
				found, verdict := requireSameAsGoconfig(t, file.Bytes())
				require.Equal(t, loaded, verdict, "%q", file.Bytes())
				require.Equal(t, readingOf(t, file), found, "%q", file.Bytes())
			}
		}
	})
}

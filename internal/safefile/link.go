package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// maxLinks is where Linux gives up too.
const maxLinks = 40

// Target follows path as long as it is a symbolic link, and returns where the file
// really is. Unlike filepath.EvalSymlinks it accepts that the last target does not
// exist yet; the folder must exist.
//
// The folder is resolved first, because the system takes a relative target, and
// every .. in it, from where the folder really is.
func Target(path string) (string, error) {
	for range maxLinks {
		// Not Dir and Join, which would take "link/.." for nothing.
		folder, name := filepath.Split(path)
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return "", err
		}
		path = filepath.Join(folder, name)
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		next, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(next) {
			next = folder + string(filepath.Separator) + next
		}
		path = next
	}
	return "", &fs.PathError{Op: "readlink", Path: path, Err: errors.New("too many symbolic links")}
}

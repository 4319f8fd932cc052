package rcloneargs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The files that Cmd.Write makes.
const (
	configName = "rclone.conf"
	filterName = "filter.txt"
	keyName    = "key.pem"
)

// Write makes the files of the command in a folder, each readable by their owner
// alone, and returns the command line with their names, to start. The folder has
// to exist; a file that is there already is an error, because the rclone.conf of
// an earlier run may hold a newer token. rclone writes to rclone.conf: whoever
// deletes it deletes what rclone refreshed.
func (c Cmd) Write(folder string) (args []string, err error) {
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, fmt.Errorf("rcloneargs: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("rcloneargs: the folder for the files of a command: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()

	config := c.Config.Reveal()
	files := []struct{ name, text string }{{configName, config}, {filterName, c.Filter}}
	if !c.KeyFile.IsZero() {
		const option = "\nkey_file = "
		files[0].text = strings.Replace(config, option+KeyFilePlaceholder+"\n", option+filepath.Join(folder, keyName)+"\n", 1)
		files = append(files, struct{ name, text string }{keyName, c.KeyFile.Reveal()})
	}
	for i, file := range files {
		if err := writeNew(root, file.name, file.text); err != nil {
			// Secrets that nobody knows of must not stay.
			for _, made := range files[:i] {
				err = errors.Join(err, root.Remove(made.name))
			}
			return nil, err
		}
	}
	args = slices.Clone(c.Args)
	replaceAfter(args, "--config", filepath.Join(folder, configName))
	replaceAfter(args, "--filter-from", filepath.Join(folder, filterName))
	return args, nil
}

func writeNew(root *os.Root, name, text string) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("rcloneargs: %w: use an empty folder", err)
	}
	if _, err = file.WriteString(text); err != nil {
		err = errors.Join(err, file.Close(), root.Remove(name))
	} else if err = file.Close(); err != nil {
		err = errors.Join(err, root.Remove(name))
	}
	if err != nil {
		return fmt.Errorf("rcloneargs: %w", err)
	}
	return nil
}

// replaceAfter replaces the argument behind the first flag: a task's own
// arguments, which may have the flag too, come later.
func replaceAfter(args []string, flag, name string) {
	if i := slices.Index(args, flag); i >= 0 && i+1 < len(args) {
		args[i+1] = name
	}
}

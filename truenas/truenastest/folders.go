package truenastest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func folderMethods() []method {
	return []method{
		{name: "cloudsync.list_directory", roles: writers, call: listDirectory},
		{name: "cloudsync.list_buckets", roles: writers, call: listBuckets},
		{name: "cloudsync.create_bucket", roles: writers, call: createBucket},
	}
}

// AddAlbum adds albums to what the built-in listing of Google Photos shows
// below album/. A [Lister] in Config.Engine replaces that listing.
func (s *Server) AddAlbum(titles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.albums = append(s.albums, titles...)
}

// list lists a folder of the provider with the engine, if it can, or from the
// tree that rclone serves for Google Photos without asking Google.
func (s *Server) list(ctx context.Context, provider *ejson.Object, folder string) ([]RemoteEntry, error) {
	folder = strings.Trim(path.Clean("/"+folder), "/")
	entries, err := s.entries(ctx, provider, folder)
	slices.SortFunc(entries, func(a, b RemoteEntry) int { return cmp.Compare(a.Name, b.Name) })
	return entries, err
}

func (s *Server) entries(ctx context.Context, provider *ejson.Object, folder string) ([]RemoteEntry, error) {
	if l, ok := s.config.Engine.(Lister); ok {
		return l.List(ctx, plain(provider), folder)
	}
	if provider.Text("type") != "GOOGLE_PHOTOS" {
		return nil, fmt.Errorf("truenastest: cannot list %s; set Config.Engine to one that is a Lister", provider.Text("type"))
	}
	if err := checkToken(provider.Text("token")); err != nil {
		return nil, err
	}
	s.mu.Lock()
	albums := slices.Clone(s.albums)
	s.mu.Unlock()
	return photosFolder(folder, albums, time.Now())
}

// checkToken reads the token as rclone would find it in its config file, where
// a value ends with its line.
func checkToken(token string) error {
	line, _, _ := strings.Cut(token, "\n")
	var t struct {
		AccessToken string `json:"access_token"`
	}
	if json.Unmarshal([]byte(line), &t) != nil {
		return errors.New("couldn't find token - please run \"rclone config reconnect remote:\"")
	}
	return nil
}

// photosFolder is the static part of rclone's Google Photos tree, and albums.
func photosFolder(folder string, albums []string, now time.Time) ([]RemoteEntry, error) {
	const firstYear = 2000
	parts := strings.Split(folder, "/")
	static := map[string][]string{
		"":             {"album", "feature", "media", "shared-album", "upload"},
		"media":        {"all", "by-day", "by-month", "by-year"},
		"feature":      {"favorites"},
		"shared-album": {}, "upload": {}, "feature/favorites": {}, "media/all": {},
	}
	if names, ok := static[folder]; ok {
		return directories(names...), nil
	}
	if parts[0] == "album" {
		return albumFolder(strings.TrimPrefix(strings.TrimPrefix(folder, "album"), "/"), albums)
	}
	if parts[0] != "media" || len(parts) > 4 || !slices.Contains(static["media"][1:], parts[1]) {
		return nil, ErrNoDirectory
	}
	if len(parts) == 2 {
		var years []string
		for y := firstYear; y <= now.Year(); y++ {
			years = append(years, fmt.Sprint(y))
		}
		return directories(years...), nil
	}
	year, err := time.Parse("2006", parts[2])
	if err != nil {
		return nil, ErrNoDirectory
	}
	layout := map[string]string{"by-day": time.DateOnly, "by-month": "2006-01"}[parts[1]]
	switch {
	case len(parts) == 3 && layout == "":
		return nil, nil
	case len(parts) == 3:
		var names []string
		for d := year; d.Year() == year.Year(); d = d.AddDate(0, 0, 1) {
			names = append(names, d.Format(layout))
		}
		return directories(slices.Compact(names)...), nil
	}
	if d, err := time.Parse(layout, parts[3]); layout == "" || err != nil || d.Year() != year.Year() {
		return nil, ErrNoDirectory
	}
	return nil, nil
}

// albumFolder lists below album/; a slash in a title makes a folder.
func albumFolder(folder string, albums []string) ([]RemoteEntry, error) {
	found := folder == ""
	var names []string
	for _, title := range albums {
		rest := title
		if folder != "" {
			var below bool
			if rest, below = strings.CutPrefix(title, folder); !below || rest != "" && rest[0] != '/' {
				continue
			}
			rest = strings.TrimPrefix(rest, "/")
		}
		found = true
		if name, _, _ := strings.Cut(rest, "/"); name != "" {
			names = append(names, name)
		}
	}
	if !found {
		return nil, ErrNoDirectory
	}
	slices.Sort(names)
	return directories(slices.Compact(names)...), nil
}

func directories(names ...string) []RemoteEntry {
	entries := make([]RemoteEntry, len(names))
	for i, n := range names {
		entries[i] = RemoteEntry{Name: n, Dir: true}
	}
	return entries
}

// describe is the entry as lsjson prints it.
func (e RemoteEntry) describe() *ejson.Object {
	size, mime := e.Size, cmp.Or(e.MimeType, "application/octet-stream")
	if e.Dir {
		size, mime = -1, "inode/directory"
	}
	return ejson.NewObject("Path", e.Name, "Name", e.Name, "Size", size, "MimeType", mime,
		"ModTime", "2000-01-01T00:00:00.000000000Z", "IsDir", e.Dir, "Enabled", true)
}

func describeEntries(entries []RemoteEntry) []any {
	out := make([]any, len(entries))
	for i, e := range entries {
		out[i] = e.describe()
	}
	return out
}

func listDirectory(c *call) (any, error) {
	in := c.object(0).Clone()
	to, err := rules.CheckListing(c.server.release(), nas{c.server, c.session.user}, in)
	if err != nil {
		return nil, err
	}
	entries, err := c.server.list(c.server.ctx, to.Credential.Obj("provider"), to.Provider.RemotePath(in.Obj("attributes")))
	if err != nil {
		return nil, listFault(err)
	}
	return describeEntries(entries), nil
}

func listBuckets(c *call) (any, error) {
	provider, err := c.bucketProvider(false)
	if err != nil {
		return nil, err
	}
	entries, err := c.server.list(c.server.ctx, provider, "")
	if err != nil {
		return nil, listFault(err)
	}
	return describeEntries(entries), nil
}

// createBucket refuses as the real one does; where that would make a bucket,
// the fake has nothing to make it in.
func createBucket(c *call) (any, error) {
	if _, err := c.bucketProvider(true); err != nil {
		return nil, err
	}
	return nil, rules.CallFault(rules.EFAULT, "truenastest: cannot create buckets", nil)
}

// bucketProvider is the provider of the credential in the first parameter.
func (c *call) bucketProvider(create bool) (*ejson.Object, error) {
	stored := nas{c.server, c.session.user}.Credential(c.first())
	if _, err := rules.CheckBuckets(c.server.release(), stored, create); err != nil {
		return nil, err
	}
	return stored.Obj("provider"), nil
}

// rcloneError is the text that lsjson prints for the error.
func rcloneError(err error) string {
	now := time.Now().Format("2006/01/02 15:04:05")
	if !errors.Is(err, ErrNoDirectory) {
		return fmt.Sprintf("%s CRITICAL: Failed to create file system for \"remote:\": %v\n", now, err)
	}
	return fmt.Sprintf("%s ERROR : error listing: %v\n%s NOTICE: Failed to lsjson with 2 errors: "+
		"last error was: error in ListJSON: %v\n", now, ErrNoDirectory, now, ErrNoDirectory)
}

// rcloneExcerpt is what the server makes of its first line.
func rcloneExcerpt(err error) string {
	if errors.Is(err, ErrNoDirectory) {
		return "ERROR : error listing: " + ErrNoDirectory.Error()
	}
	return "CRITICAL: " + err.Error()
}

func listFault(err error) error {
	return rules.CallFault(rules.EFAULT, rcloneError(err), ejson.NewObject("excerpt", rcloneExcerpt(err)))
}

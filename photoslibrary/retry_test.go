package photoslibrary_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// line is a network whose far end the test plays.
type line func(*http.Request) (status int, body string, err error)

func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	status, body, err := l(r)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Request: r, Header: http.Header{}, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body))}, nil
}

func (l line) client() *photoslibrary.Client {
	return &photoslibrary.Client{HTTP: &http.Client{Transport: l}}
}

var errCable = io.ErrUnexpectedEOF // as if somebody had pulled it

// write is a method that changes something.
type write struct {
	call func(context.Context, *photoslibrary.Client) error
	safe bool // twice is as good as once
}

var writes = map[string]write{
	"CreateAlbum": {func(ctx context.Context, c *photoslibrary.Client) error {
		_, err := c.CreateAlbum(ctx, "Trip")
		return err
	}, false},
	"CreateItems": {func(ctx context.Context, c *photoslibrary.Client) error {
		_, err := c.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: "x"})
		return err
	}, false},
	"CreateItemsAt": {func(ctx context.Context, c *photoslibrary.Client) error {
		_, err := c.CreateItemsAt(ctx, "a", photoslibrary.Position{First: true}, photoslibrary.NewItem{UploadToken: "x"})
		return err
	}, false},
	"RemoveFromAlbum": {func(ctx context.Context, c *photoslibrary.Client) error {
		return c.RemoveFromAlbum(ctx, "a", "x")
	}, false},
	"AddToAlbum": {func(ctx context.Context, c *photoslibrary.Client) error {
		return c.AddToAlbum(ctx, "a", "x")
	}, true},
	"UpdateAlbum": {func(ctx context.Context, c *photoslibrary.Client) error {
		_, err := c.UpdateAlbum(ctx, "a", photoslibrary.AlbumUpdate{Title: "Trip"})
		return err
	}, true},
	"UpdateItem": {func(ctx context.Context, c *photoslibrary.Client) error {
		_, err := c.UpdateItem(ctx, "x", "a cat")
		return err
	}, true},
}

func TestEveryWriteIsInTheTable(t *testing.T) {
	for method := range reflect.TypeFor[*photoslibrary.Client]().Methods() {
		for _, verb := range []string{"Create", "Add", "Remove", "Update", "Delete", "Set"} {
			if strings.HasPrefix(method.Name, verb) {
				require.Contains(t, writes, method.Name)
			}
		}
	}
}

// A write is not sent again if nobody can know what came of the first request,
// unless twice is as good as once.
func TestWritesAreNotRepeatedBlindly(t *testing.T) {
	for name, write := range writes {
		for fault, answer := range map[string]line{
			"cut":  func(*http.Request) (int, string, error) { return 0, "", errCable },
			"503":  func(*http.Request) (int, string, error) { return 503, "<html>", nil },
			"half": func(*http.Request) (int, string, error) { return 200, `{"id":`, nil },
		} {
			t.Run(name+", "+fault, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					sent, begin := 0, time.Now()
					err := write.call(t.Context(), line(func(r *http.Request) (int, string, error) {
						sent++
						return answer(r)
					}).client())
					if write.safe {
						require.Equal(t, 5, sent)
						require.Error(t, err)
						require.NotErrorIs(t, err, photoslibrary.ErrUncertain, "the caller may repeat it too")
						return
					}
					require.Equal(t, 1, sent)
					require.Zero(t, time.Since(begin))
					require.ErrorIs(t, err, photoslibrary.ErrUncertain)
					if fault == "503" {
						failure, ok := errors.AsType[*photoslibrary.Error](err)
						require.True(t, ok)
						require.Equal(t, 503, failure.Err.Code)
					}
				})
			})
		}
		t.Run(name+", refused", func(t *testing.T) {
			sent := 0
			err := write.call(t.Context(), line(func(*http.Request) (int, string, error) { sent++; return 400, `{}`, nil }).client())
			require.Equal(t, 1, sent)
			require.NotErrorIs(t, err, photoslibrary.ErrUncertain)
		})
		t.Run(name+", too fast", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent, begin := 0, time.Now()
				_ = write.call(t.Context(), line(func(*http.Request) (int, string, error) {
					if sent++; sent == 1 {
						return 429, bodyMinute, nil
					}
					return 400, "{}", nil
				}).client())
				require.Equal(t, 2, sent, "nothing was done, so it is safe")
				require.GreaterOrEqual(t, time.Since(begin), time.Minute)
			})
		})
	}
}

// All writes of a client stand in one line, whatever they change.
func TestOneWriteAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running, done := 0, make(chan struct{})
		client := line(func(*http.Request) (int, string, error) {
			running++
			defer func() { running-- }()
			if running > 1 {
				t.Error("two writes of one user at a time")
			}
			time.Sleep(time.Second)
			return 400, "{}", nil
		}).client()
		begin := time.Now()
		for _, write := range writes {
			go func() {
				_ = write.call(t.Context(), client)
				done <- struct{}{}
			}()
		}
		for range writes {
			<-done
		}
		require.Equal(t, time.Duration(len(writes))*time.Second, time.Since(begin))
	})
}

func TestReadsOvertakeWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, read := time.Now(), time.Duration(-1)
		client := line(func(r *http.Request) (int, string, error) {
			if r.Method == http.MethodGet {
				read = time.Since(begin)
			} else {
				time.Sleep(time.Minute)
			}
			return 200, `{"id":"x"}`, nil
		}).client()
		go func() { _, _ = client.CreateAlbum(t.Context(), "x") }()
		synctest.Wait()
		_, err := client.Get(t.Context(), "x")
		require.NoError(t, err)
		require.Zero(t, read)

		left := errors.New("no patience")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, left)
		defer cancel()
		_, err = client.CreateAlbum(ctx, "y")
		require.ErrorIs(t, err, left, "whoever waits for a turn can give up")
		require.NotErrorIs(t, err, photoslibrary.ErrUncertain)
		require.Equal(t, time.Second, time.Since(begin))
		synctest.Wait()
		time.Sleep(time.Minute)
	})
}

func TestTheZeroClientAsksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := []struct {
			status int
			body   string
			err    error
		}{{503, "<html>", nil}, {429, bodyMinute, nil}, {0, "", errCable}, {200, `{"mediaItems":[{"id":"x"}]}`, nil}}
		sent := 0
		client := line(func(*http.Request) (int, string, error) {
			sent++
			return answers[sent-1].status, answers[sent-1].body, answers[sent-1].err
		}).client()
		page, err := client.SearchPage(t.Context(), photoslibrary.SearchRequest{}, "")
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		require.Equal(t, 4, sent)
	})
}

func TestTheDailyQuotaIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, body := range map[string]string{"named": bodyDay, "text": bodyDayText} {
			sent, begin := 0, time.Now()
			client := line(func(*http.Request) (int, string, error) { sent++; return 429, body, nil }).client()
			_, err := client.Get(t.Context(), "x")
			require.ErrorIs(t, err, photoslibrary.ErrQuotaExhausted)
			require.Equal(t, 1, sent, name)
			require.Zero(t, time.Since(begin))
		}
		sent := 0
		client := line(func(*http.Request) (int, string, error) {
			sent++
			return 429, `<html><p>Quota exceeded: base URL requests per day of lr/capability`, nil
		}).client()
		_, err := client.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/capability"}, io.Discard)
		require.ErrorIs(t, err, photoslibrary.ErrQuotaExhausted)
		require.Equal(t, 1, sent, "bytes")
		failure, ok := errors.AsType[*photoslibrary.Error](err)
		require.True(t, ok)
		require.NotContains(t, failure.Err.Error()+err.Error(), "capability", "the page repeats the address")
	})
}

// An older form of the limit per minute is a 403.
func TestARateLimitIsWaitedFor(t *testing.T) {
	const body = `{"error":{"code":403,"message":"User Rate Limit Exceeded","errors":[{"reason":"userRateLimitExceeded"}]}}`
	for name, ask := range map[string]func(ctx context.Context, c *photoslibrary.Client) error{
		"a read": func(ctx context.Context, c *photoslibrary.Client) error {
			_, err := c.Get(ctx, "x")
			return err
		},
		"a write": writes["CreateAlbum"].call,
		"bytes": func(ctx context.Context, c *photoslibrary.Client) error {
			_, err := c.Download(ctx, photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, io.Discard)
			return err
		},
		"an upload": func(ctx context.Context, c *photoslibrary.Client) error {
			session, err := photoslibrary.UnmarshalUploadSession([]byte(`{"url":"https://photoslibrary.googleapis.com/x","size":1}`))
			if err != nil {
				return err
			}
			_, err = c.ResumeUpload(ctx, session, strings.NewReader("x"), photoslibrary.UploadOptions{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent, begin := 0, time.Now()
				client := line(func(*http.Request) (int, string, error) { sent++; return 403, body, nil }).client()
				client.Retry.Attempts = 2
				require.ErrorIs(t, ask(t.Context(), client), photoslibrary.ErrRateLimited)
				require.Equal(t, 2, sent)
				require.GreaterOrEqual(t, time.Since(begin), time.Minute)
			})
		})
	}
}

func TestWaitsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waits []photoslibrary.Wait
		client := line(func(*http.Request) (int, string, error) { return 503, "", nil }).client()
		client.Retry = photoslibrary.Retry{Attempts: 3, OnWait: func(w photoslibrary.Wait) { waits = append(waits, w) }}
		_, err := client.Get(t.Context(), "x")
		require.Error(t, err)
		require.Len(t, waits, 2)
		require.Equal(t, []any{"get media item", 1, "get media item", 2}, []any{waits[0].Op, waits[0].Attempt, waits[1].Op, waits[1].Attempt})
		require.ErrorContains(t, waits[1].Err, "503")

		sent := 0
		client = line(func(*http.Request) (int, string, error) { sent++; return 503, "", nil }).client()
		client.Retry = once
		_, err = client.Get(t.Context(), "x")
		require.Error(t, err)
		require.Equal(t, 1, sent)
	})
}

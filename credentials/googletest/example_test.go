package googletest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// A program under test gets the fake's HTTP client and needs no other change.
func Example() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})

	resp, err := google.AuthorizedClient().Post("https://photoslibrary.googleapis.com/v1/mediaItems:search",
		"application/json", strings.NewReader(`{"pageSize":100}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(resp.StatusCode, strings.Contains(string(body), `"filename": "cat.jpg"`))
	fmt.Println(google.Requests(), google.Unexpected())
	// Output:
	// 200 true
	// [{POST photoslibrary.googleapis.com /v1/mediaItems:search}] []
}

// The opener plays the user who ticks one box and presses Allow; the program
// that asked gets the redirect.
func ExampleServer_Approve() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	redirected := make(chan url.Values, 1)
	program := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		redirected <- r.URL.Query()
	}))
	defer program.Close()

	const scope = "https://www.googleapis.com/auth/photoslibrary.appendonly"
	query := url.Values{
		"client_id": {google.ClientID()}, "redirect_uri": {program.URL}, "response_type": {"code"},
		"scope": {"openid " + scope}, "state": {"xyz"},
	}
	opener := google.Approve()
	opener.Scopes = []string{scope}
	if err := opener.Open(context.Background(), "https://accounts.google.com/o/oauth2/v2/auth?"+query.Encode()); err != nil {
		fmt.Println(err)
		return
	}
	answer := <-redirected
	fmt.Println(answer.Get("state"), answer.Has("code"), answer.Get("scope"))
	// Output:
	// xyz true openid https://www.googleapis.com/auth/photoslibrary.appendonly
}

// The user has two accounts and takes the wrong one.
func ExampleServer_AddAccount() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	work := google.AddAccount("ann@example.org")

	user := google.Approve()
	user.Account = work.Email()
	program := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		fmt.Println("account number", r.FormValue("authuser"))
	}))
	defer program.Close()
	query := url.Values{
		"client_id": {google.ClientID()}, "redirect_uri": {program.URL}, "response_type": {"code"},
		"scope": {"openid email"}, "login_hint": {"owner@example.com"},
	}
	fmt.Println(user.Open(context.Background(), "https://accounts.google.com/o/oauth2/v2/auth?"+query.Encode()))
	// Output:
	// account number 1
	// <nil>
}

// The user picks one of two photos on the page of Google.
func ExampleServer_Pick() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	cat := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
	google.AddPhoto(googletest.Photo{Filename: "dog.jpg"})

	const api = "https://photospicker.googleapis.com"
	client := google.AuthorizedClient("https://www.googleapis.com/auth/photospicker.mediaitems.readonly")
	resp, err := client.Post(api+"/v1/sessions", "application/json", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var session struct{ ID, PickerURI string }
	if err := json.NewDecoder(resp.Body).Decode(&session); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(google.Pick(session.PickerURI, cat.ID))
	resp, err = client.Get(api + "/v1/mediaItems?sessionId=" + session.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	fmt.Println(strings.Contains(string(body), "cat.jpg"), strings.Contains(string(body), "dog.jpg"))
	// Output:
	// <nil>
	// true false
}

func ExampleJPEG() {
	file := googletest.JPEG(googletest.PhotoSpec{Make: "Canon", Model: "EOS R5"})
	fmt.Println(http.DetectContentType(file))
	// Output: image/jpeg
}

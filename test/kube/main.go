// Command kube serves what "kubectl exec" asks of a cluster, with Kubernetes's own code at every hop: the API server's proxy
// and its translation of WebSocket into SPDY, and the streaming server of a node's container runtime. Only the pods are not
// real: the commands run behind the words of this program's arguments, such as "podman exec -i NAME", or as processes of this
// machine. It prints its address, a line, and serves until it is killed.
//
// It is a module of its own, so that Touchstone's does not depend on Kubernetes.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/httpstream/wsstream"
	"k8s.io/apimachinery/pkg/util/proxy"
	kubeproxy "k8s.io/apiserver/pkg/util/proxy"
	"k8s.io/client-go/tools/remotecommand"
	clientexec "k8s.io/client-go/util/exec"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/kubelet/pkg/cri/streaming"
)

func main() {
	if err := serve(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

// serve runs the node and the API server on ports of the loopback interface.
func serve(prefix []string) error {
	node, err := streaming.NewServer(streaming.DefaultConfig, runtime(prefix))
	if err != nil {
		return err
	}
	nodes := httptest.NewServer(node)
	defer nodes.Close()
	nodeURL, err := url.Parse(nodes.URL)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	return http.Serve(listener, apiServer{node, nodeURL}.routes())
}

// runtime runs the commands of pods behind its words. A command whose connection is gone goes on, as under containerd.
type runtime []string

func (r runtime) Exec(_ context.Context, container string, command []string, in io.Reader, out, errs io.WriteCloser, _ bool, _ <-chan remotecommand.TerminalSize) error {
	if container != "web-0/app" {
		return fmt.Errorf("container %q is not found", container)
	}
	argv := append(append([]string(nil), r...), command...)
	process := exec.Command(argv[0], argv[1:]...)
	process.Stdout, process.Stderr = out, errs
	if in != nil {
		stdin, err := process.StdinPipe()
		if err != nil {
			return err
		}
		go func() {
			io.Copy(stdin, in) // until the client closes it or its connection is gone
			stdin.Close()
		}()
	}
	err := process.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return clientexec.CodeExitError{Err: err, Code: ended.ExitCode()}
	}
	return err
}

var errNotServed = errors.New("not served here")

func (runtime) Attach(context.Context, string, io.Reader, io.WriteCloser, io.WriteCloser, bool, <-chan remotecommand.TerminalSize) error {
	return errNotServed
}

func (runtime) PortForward(context.Context, string, int32, io.ReadWriteCloser) error {
	return errNotServed
}

// apiServer knows one pod, web-0 in the namespace shop.
type apiServer struct {
	node    streaming.Server
	nodeURL *url.URL
}

func (s apiServer) routes() http.Handler {
	const pod = "/api/v1/namespaces/shop/pods/web-0"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pod, answer(webPod))
	mux.HandleFunc(pod+"/exec", s.exec)
	mux.HandleFunc("GET /api", answer(metav1.APIVersions{TypeMeta: metav1.TypeMeta{Kind: "APIVersions", APIVersion: "v1"}, Versions: []string{"v1"}}))
	mux.HandleFunc("GET /apis", answer(metav1.APIGroupList{TypeMeta: metav1.TypeMeta{Kind: "APIGroupList", APIVersion: "v1"}}))
	mux.HandleFunc("GET /api/v1", answer(metav1.APIResourceList{
		TypeMeta: metav1.TypeMeta{Kind: "APIResourceList", APIVersion: "v1"}, GroupVersion: "v1",
		APIResources: []metav1.APIResource{{Name: "pods", SingularName: "pod", Namespaced: true, Kind: "Pod", Verbs: metav1.Verbs{"get", "list"}}},
	}))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		missing := metav1.Status{
			TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: metav1.StatusFailure, Reason: metav1.StatusReasonNotFound,
			Code: http.StatusNotFound, Message: r.URL.Path + " not found",
		}
		writeJSON(w, http.StatusNotFound, missing)
	})
	return mux
}

var webPod = corev1.Pod{
	TypeMeta: metav1.TypeMeta{Kind: "Pod", APIVersion: "v1"}, ObjectMeta: metav1.ObjectMeta{Name: "web-0", Namespace: "shop"},
	Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "app"}}}, Status: corev1.PodStatus{Phase: corev1.PodRunning},
}

// exec asks the node for a place where the command's streams are served, and is the proxy to it.
func (s apiServer) exec(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	asked := &runtimeapi.ExecRequest{
		ContainerId: "web-0/" + query.Get("container"), Cmd: query["command"],
		Stdin: query.Get("stdin") == "true", Stdout: query.Get("stdout") == "true", Stderr: query.Get("stderr") == "true",
	}
	if query.Get("container") == "" {
		asked.ContainerId += "app"
	}
	place, err := s.node.GetExec(asked)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	location, err := url.Parse(place.Url)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	location = s.nodeURL.JoinPath(location.Path)
	through := proxy.NewUpgradeAwareHandler(location, nil, false, true, responder{})
	translator := kubeproxy.NewStreamTranslatorHandler(location, http.DefaultTransport, 0,
		kubeproxy.Options{Stdin: asked.Stdin, Stdout: asked.Stdout, Stderr: asked.Stderr})
	kubeproxy.NewTranslatingHandler(through, translator, wsstream.IsWebSocketRequestWithStreamCloseProtocol).ServeHTTP(w, r)
}

type responder struct{}

func (responder) Error(w http.ResponseWriter, _ *http.Request, err error) {
	http.Error(w, err.Error(), http.StatusBadGateway)
}

import { describe, expect, it } from 'vitest';
import { isHealthRoute, pathKey } from '../../../../../flows/evidence/collectors/routes/route.ts';
import { routesIn } from '../../../../../flows/evidence/collectors/routes/routes.ts';

const FILES = {
  Python: 'shop/views.py',
  Go: 'shop/server.go',
  Java: 'shop/Orders.java',
  Ruby: 'config/routes.rb',
  PHP: 'src/routes.php',
  Rust: 'src/main.rs',
} as const;

const read = (language: keyof typeof FILES, text: string, path: string = FILES[language]): string[] =>
  routesIn(language, path, text).map(
    ({ method, route, line, handler, guards }) =>
      `${line} ${method} ${route} ${handler ?? '–'}${guards.length === 0 ? '' : ` [${guards.join(', ')}]`}`,
  );

describe('routes of Python', () => {
  it.each([
    [
      'Flask, with blueprints, methods and guards',
      "app = Flask(__name__)\nbp = Blueprint('shop', __name__, url_prefix='/shop')\n\n@app.route('/items')\ndef items(): pass\n\n@bp.route('/orders', methods=['GET', 'POST'])\n@login_required\ndef orders(): pass\n\n@bp.get('/x')\ndef x(): pass\n\napp.add_url_rule('/late', view_func=late)\n",
      [
        '4 GET /items items',
        '7 GET /shop/orders orders [login_required]',
        '7 POST /shop/orders orders [login_required]',
        '11 GET /shop/x x',
        '14 GET /late late',
      ],
    ],
    [
      'FastAPI, with routers, mounts and dependencies',
      "router = APIRouter(prefix='/orders')\n\n@router.get('/{order_id}')\nasync def show(order_id: int, user=Depends(get_current_user)): pass\n\n@router.post('', dependencies=[Depends(verify_token)])\ndef create(): pass\n\napp.include_router(router, prefix='/api')\n",
      ['3 GET /api/orders/{order_id} show [get_current_user]', '6 POST /api/orders create [verify_token]'],
    ],
    [
      'Django, without what is included',
      "urlpatterns = [\n    path('orders/<int:pk>/', views.OrderView.as_view(), name='order'),\n    re_path(r'^old/$', views.old),\n    path('api/', include('api.urls')),\n    path('mine/', login_required(views.mine)),\n]\n",
      [
        '2 ANY /orders/<int:pk>/ views.OrderView',
        '3 ANY /old/ views.old',
        '5 ANY /mine/ views.mine [login_required]',
      ],
    ],
    [
      'aiohttp and Starlette',
      "app.router.add_get('/a', a)\napp.add_routes([web.post('/b', b)])\nroutes = [Mount('/in', routes=[Route('/c', c, methods=['PUT'])])]\n",
      ['1 GET /a a', '2 POST /b b', '3 PUT /in/c c'],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read('Python', text)).toEqual(expected);
  });

  it.each([
    ['a client', "requests.get('/x', timeout=3)\nclient.get('/x')\nself.client.post('/x', data)\n"],
    ['a mock of another service', "@respx.get('/x')\ndef test(): pass\n"],
    ['what a docstring shows', '"""\n@app.route(\'/x\')\n"""\ndef x():\n    """@app.route(\'/y\')"""\n'],
    ['a path outside of the list', "from pathlib import Path\npath('a/', b)\n"],
    ['a property with a getter', "@x.getter('/y')\ndef y(): pass\n"],
  ])('are not %s', (_what, text) => {
    expect(read('Python', text)).toEqual([]);
  });
});

describe('routes of Go', () => {
  it.each([
    [
      'net/http, with methods in patterns',
      'package a\n\nimport "net/http"\n\nfunc main() {\n\tmux := http.NewServeMux()\n\tmux.HandleFunc("GET /orders/{id}", show)\n\tmux.Handle("/", http.HandlerFunc(home))\n\thttp.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) {})\n}\n',
      ['7 GET /orders/{id} show', '8 ANY / home', '9 ANY /ping –'],
    ],
    [
      'gorilla/mux, with methods and subrouters',
      'package a\n\nimport "github.com/gorilla/mux"\n\nfunc main() {\n\tr := mux.NewRouter()\n\ts := r.PathPrefix("/api").Subrouter()\n\ts.HandleFunc("/orders", list).Methods("GET", http.MethodPost)\n\tr.HandleFunc("/all", all)\n}\n',
      ['8 GET /api/orders list', '8 POST /api/orders list', '9 ANY /all all'],
    ],
    [
      'gin, with groups and guards',
      'package a\n\nimport "github.com/gin-gonic/gin"\n\nfunc main() {\n\tr := gin.Default()\n\tv1 := r.Group("/v1", AuthRequired())\n\tv1.GET("/orders", list)\n\torders := v1.Group("/orders")\n\torders.DELETE("/:id", checkToken, remove)\n\tr.Any("/any", any)\n}\n\nfunc other(v1 *gin.RouterGroup) {\n\tv1.GET("/free", free)\n}\n',
      [
        '8 GET /v1/orders list [AuthRequired()]',
        '10 DELETE /v1/orders/:id remove [AuthRequired(), checkToken]',
        '11 ANY /any any',
        '15 GET /free free',
      ],
    ],
    [
      'chi, with nested functions',
      'package a\n\nimport "github.com/go-chi/chi/v5"\n\nfunc main() {\n\tr := chi.NewRouter()\n\tr.Get("/open", open)\n\tr.Route("/orders", func(r chi.Router) {\n\t\tr.Use(requireLogin)\n\t\tr.Get("/", list)\n\t\tr.Route("/{id}", func(r chi.Router) {\n\t\t\tr.With(adminOnly).Put("/", update)\n\t\t})\n\t})\n}\n',
      [
        '7 GET /open open',
        '10 GET /orders/ list [requireLogin]',
        '12 PUT /orders/{id}/ update [adminOnly, requireLogin]',
      ],
    ],
    [
      'echo and gofr',
      'package a\n\nimport (\n\t"github.com/labstack/echo/v4"\n\t"gofr.dev/pkg/gofr"\n)\n\nfunc main() {\n\te := echo.New()\n\tg := e.Group("/admin")\n\tg.POST("/x", x)\n\tapp := gofr.New()\n\tapp.GET("/greet", func(ctx *gofr.Context) (any, error) { return nil, nil })\n}\n',
      ['11 POST /admin/x x', '13 GET /greet –'],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read('Go', text)).toEqual(expected);
  });

  it.each([
    [
      'a client',
      'package a\n\nimport "net/http"\n\nfunc a() {\n\thttp.Get("/x")\n\tclient.Post("/x", "text/plain", body)\n\tcache.Get("/x", &value)\n}\n',
    ],
    [
      'a client beside a router',
      'package a\n\nimport "github.com/gin-gonic/gin"\n\nfunc a() {\n\thttpClient.Get("/x", options)\n\tr.GET("/x")\n}\n',
    ],
    [
      'a method that has no path',
      'package a\n\nimport "net/http"\n\nfunc a() { mux.Handle("click", button) }\n',
    ],
  ])('are not %s', (_what, text) => {
    expect(read('Go', text)).toEqual([]);
  });
});

describe('routes of Java', () => {
  it.each([
    [
      'Spring, with several paths and methods',
      '@RestController\n@RequestMapping("/api/orders")\n@PreAuthorize("isAuthenticated()")\npublic class Orders {\n  @GetMapping("/{id}")\n  public Order show(@PathVariable Long id) { return null; }\n\n  @PostMapping\n  public void create() {}\n\n  @RequestMapping(value = {"/a", "/b"}, method = RequestMethod.PUT)\n  void both() {}\n}\n',
      [
        '5 GET /api/orders/{id} show [@PreAuthorize("isAuthenticated()")]',
        '8 POST /api/orders create [@PreAuthorize("isAuthenticated()")]',
        '11 PUT /api/orders/a both [@PreAuthorize("isAuthenticated()")]',
        '11 PUT /api/orders/b both [@PreAuthorize("isAuthenticated()")]',
      ],
    ],
    [
      'JAX-RS',
      '@Path("orders")\npublic class Orders {\n  @GET\n  @Path("{id}")\n  @Produces("application/json")\n  public Order show() { return null; }\n\n  @DELETE\n  public void clear() {}\n}\n',
      ['3 GET /orders/{id} show', '8 DELETE /orders clear'],
    ],
    [
      'Javalin',
      'import io.javalin.Javalin;\n\nclass Main {\n  void main() {\n    Javalin app = Javalin.create();\n    app.get("/x", ctx -> ctx.result("x"));\n    app.post("/y", Main::y);\n  }\n}\n',
      ['6 GET /x –', '7 POST /y Main::y'],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read('Java', text)).toEqual(expected);
  });

  it.each([
    [
      'a Feign client',
      '@FeignClient("orders")\n@RequestMapping("/orders")\ninterface Orders {\n  @GetMapping("/x")\n  String x();\n}\n',
    ],
    ['a Retrofit client', 'interface Orders {\n  @GET("orders")\n  Call<Order> list();\n}\n'],
    [
      'a path in a constant',
      '@RestController\n@RequestMapping(Paths.ORDERS)\nclass Orders {\n  @GetMapping("/x")\n  void x() {}\n}\n',
    ],
    [
      'a lookup in a map',
      'class A {\n  void a() { map.get("/x", other); cache.get("/x", k -> load(k)); }\n}\n',
    ],
  ])('are not %s', (_what, text) => {
    expect(read('Java', text)).toEqual([]);
  });
});

describe('routes of Ruby', () => {
  it.each([
    [
      'Rails, with namespaces, resources and members',
      "Rails.application.routes.draw do\n  root to: 'home#index'\n  get '/about', to: 'pages#about'\n  get 'old' => 'pages#old'\n  namespace :api do\n    resources :orders, only: [:index, :show] do\n      member do\n        post :refund\n      end\n      resources :lines, only: :create\n    end\n  end\n  resource :profile, only: [:show]\n  match 'search', to: 'search#run', via: [:get, :post]\nend\n",
      [
        '2 GET / home#index',
        '3 GET /about pages#about',
        '4 GET /old pages#old',
        '6 GET /api/orders api/orders#index',
        '6 GET /api/orders/:id api/orders#show',
        '8 POST /api/orders/:id/refund –',
        '10 POST /api/orders/:order_id/lines api/lines#create',
        '13 GET /profile profiles#show',
        '14 GET /search search#run',
        '14 POST /search search#run',
      ],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read('Ruby', text)).toEqual(expected);
  });

  it('are read: Sinatra, below namespaces', () => {
    const text =
      "require 'sinatra/base'\nclass Shop < Sinatra::Base\n  get '/orders' do\n  end\n  namespace '/api' do\n    post('/x') { 1 }\n  end\n  def get_it\n    get '/no' do\n    end\n  end\nend\n";
    expect(read('Ruby', text, 'app.rb')).toEqual(['3 GET /orders –', '6 POST /api/x –']);
  });

  it.each([
    ['a request of a test', "require 'rack/test'\nget '/x'\nget '/x', {}, headers\n"],
    ['a block of something else', "describe do\n  get '/x' do\n  end\nend\n"],
  ])('are not %s', (_what, text) => {
    expect(read('Ruby', text, 'lib/x.rb')).toEqual([]);
  });
});

describe('routes of PHP', () => {
  it.each([
    [
      'Slim, with groups and maps',
      "<?php\n$app = AppFactory::create();\n$app->get('/x', function ($request, $response) {});\n$app->group('/api', function ($group) {\n  $group->map(['GET', 'POST'], '/orders', OrderAction::class);\n})->add(AuthMiddleware::class);\n",
      [
        '3 GET /x –',
        '5 GET /api/orders OrderAction [AuthMiddleware]',
        '5 POST /api/orders OrderAction [AuthMiddleware]',
      ],
    ],
    [
      'Laravel, with prefixes, middleware and resources',
      "<?php\nRoute::get('/x', [XController::class, 'show'])->middleware('auth');\nRoute::prefix('admin')->middleware(['auth:api'])->group(function () {\n  Route::post('y', 'YController@store');\n});\nRoute::apiResource('photos', PhotoController::class)->only(['index', 'destroy']);\n",
      [
        '2 GET /x XController@show [auth]',
        '4 POST /admin/y YController@store [auth:api]',
        '6 GET /photos PhotoController@index',
        '6 DELETE /photos/{id} PhotoController@destroy',
      ],
    ],
    [
      'Symfony',
      "<?php\n#[Route('/orders')]\nclass Orders {\n  #[Route('/{id}', name: 'x', methods: ['GET'])]\n  public function show() {}\n}\n",
      ['4 GET /orders/{id} show'],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read('PHP', text)).toEqual(expected);
  });

  it.each([
    ['a client', "<?php\n$client->get('/x', ['query' => 1]);\n$http->post('/x', $body);\n"],
    ['a lookup', "<?php\n$app->get('/x');\n$cache->get('/x', $fallback);\nCache::get('/x', $fallback);\n"],
  ])('are not %s', (_what, text) => {
    expect(read('PHP', text)).toEqual([]);
  });
});

describe('routes of Rust', () => {
  it.each([
    [
      'axum, with nested routers',
      'use axum::{routing::get, Router};\n\nfn api() -> Router {\n    Router::new().route("/orders", get(list).post(create))\n}\n\nfn main() {\n    let app = Router::new()\n        .route("/", get(|| async { "hi" }))\n        .nest("/api", api())\n        .nest("/in", Router::new().route("/x", get(x)).route_layer(from_fn(auth)));\n}\n',
      ['4 GET /api/orders list', '4 POST /api/orders create', '9 GET / –', '11 GET /in/x x [from_fn(auth)]'],
    ],
    [
      'actix-web, by attributes and by calls',
      'use actix_web::web;\n\n#[get("/hello/{name}")]\nasync fn hello() {}\n\nfn main() {\n    App::new()\n        .service(hello)\n        .service(web::scope("/api").service(web::resource("/x").route(web::get().to(x)).route(web::post().to(y))))\n        .route("/z", web::put().to(z));\n}\n',
      ['3 GET /hello/{name} hello', '9 GET /api/x x', '9 POST /api/x y', '10 PUT /z z'],
    ],
  ])('are read: %s', (_what, text, expected) => {
    expect(read('Rust', text)).toEqual(expected);
  });

  it.each([
    ['a client', 'fn a() { client.get("/x").send(); map.get("/x"); }\n'],
    ['an attribute of another kind', '#[derive(Debug)]\n#[get(x)]\nstruct A;\n'],
  ])('are not %s', (_what, text) => {
    expect(read('Rust', text)).toEqual([]);
  });
});

describe('a health route', () => {
  it.each([
    '/health',
    '/healthz',
    '/readyz',
    '/live',
    '/ping',
    '/status',
    '/api/v1/status',
    '/.well-known/health',
    '/health/live',
    '/__health__',
    '/up',
  ])('is %s', (route) => {
    expect(isHealthRoute({ method: 'GET', route })).toBe(route !== '/.well-known/health');
  });

  it.each([
    ['GET', '/orders/:id/status'],
    ['GET', '/users/health'],
    ['POST', '/health'],
    ['GET', '/healthy-food'],
    ['GET', '/status/orders/new'],
  ])('is not %s %s', (method, route) => {
    expect(isHealthRoute({ method, route })).toBe(false);
  });
});

describe('the key of a path', () => {
  it.each([
    ['/users/:id', '/users/{userId}'],
    ['/users/<int:id>/', '/users/[id]'],
    ['/users/:id(\\d+)', '/users/:name?'],
    ['/', ''],
  ])('is the same for %s and %s', (a, b) => {
    expect(pathKey(a)).toBe(pathKey(b));
  });

  it('is another where a fixed part is', () => {
    expect(pathKey('/users/:id/x')).not.toBe(pathKey('/users/:id/y'));
  });
});

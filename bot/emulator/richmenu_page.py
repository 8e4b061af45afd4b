"""What the phone page needs of rich menus: the tap on a tab, and the picture."""

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import BaseModel, ConfigDict

from bot.emulator.control_parts import find_sender, no_strangers
from bot.emulator.platform import Platform

Json = dict[str, Any]


class Switch(BaseModel):
    """A tap on a tab of the rich menu."""

    model_config = ConfigDict(extra="forbid")

    user: str
    alias: str
    data: str


def page_routes(platform: Platform) -> APIRouter:
    """The tap on a tab, and the picture of a menu."""
    router = APIRouter()

    @router.post("/emulator/control/richmenu/switch", dependencies=[Depends(no_strangers)])
    async def switch(body: Switch) -> Json:
        user_id = find_sender(platform, body.user)
        status = platform.richmenus.switch(user_id, body.alias)
        # LINE names the alias only when the switch has worked.
        shown = {"newRichMenuAliasId": body.alias} if status == "SUCCESS" else {}
        return platform.post(user_id, body.data, {**shown, "status": status})

    @router.get("/emulator/richmenu/{menu_id}/image")
    async def image(menu_id: str) -> Response:
        found = platform.richmenus.image(menu_id)
        if found is None:
            raise HTTPException(404, "no such picture")
        return Response(found[0], media_type=found[1], headers={"x-content-type-options": "nosniff"})

    return router
